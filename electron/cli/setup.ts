import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { nearest } from './nearest.ts';
import { runProcess } from './process.ts';
import { serverPython } from './registry-server/serve.ts';
import { setupGpu } from './setup-gpu.ts';
import { ensurePostgres } from './setup-postgres.ts';
import { ensureChromium, ensurePython, type Machine } from './setup-tests.ts';
import { ensurePackages, mlflowPackages, readerPackages, type PythonPackages } from './setup-python.ts';
import { cacheFolder, ensureTraining, setupTraining } from './setup-training.ts';
import { ensureUmockdev } from './setup-usb.ts';

const parts: Readonly<Record<string, (io: Io, json: boolean) => Promise<ExitCode>>> = {
  tests: setupTests,
  training: (io, json) => setupTraining(io, json, thisMachine(io)),
  gpu: setupGpu,
};

/** `loupe setup tests|training|gpu`: fetches what npm does not carry. Quick when it is there already. */
export async function setupCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  const known = Object.keys(parts);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError(`say one of ${known.join(', ')}`);
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part) return part(io, values.json === true);
  const guess = nearest(name, known);
  throw new UsageError(
    `there is no setup ${name}; ${guess ? `did you mean ${guess}?` : `known are ${known.join(', ')}`}`,
  );
}

/** Writes what it found to `out/tests.json`, where the browser tests look. */
async function setupTests(io: Io, json: boolean): Promise<ExitCode> {
  const machine = thisMachine(io);
  const chromium = await ensureChromium(machine);
  const python = await ensurePython(machine);
  const umockdev = await ensureUmockdev(machine);
  const training = await ensureTraining(io, machine);
  const withPackages = (packages: PythonPackages) =>
    ensurePackages(packages, machine, 'path' in python ? python.path : null, cacheFolder(io));
  const mlflow = await withPackages(mlflowPackages);
  const server = await serverPython(io);
  const postgres = await ensurePostgres(machine, 'python' in server ? server.python : null, cacheFolder(io));
  const readers = await withPackages(readerPackages);
  const found = {
    chromium: 'path' in chromium ? chromium.path : null,
    python: 'path' in python ? python.path : null,
    umockdev: 'path' in umockdev,
    training: training.why === undefined,
    /** The Python that has MLflow. */
    mlflow: 'path' in mlflow ? mlflow.path : null,
    /** The Python that runs an MLflow server. */
    mlflowServer: 'python' in server ? server.python : null,
    /** PostgreSQL, for an MLflow server as a factory has it. */
    postgres: 'programs' in postgres ? postgres : null,
    /** The Python that has other people's readers of datasets. */
    readers: 'path' in readers ? readers.path : null,
  };
  await mkdir(join(io.places.root, 'out'), { recursive: true });
  await writeFile(join(io.places.root, 'out', 'tests.json'), `${JSON.stringify(found, null, 2)}\n`);

  if (json) io.stdout(JSON.stringify(found));
  else {
    if ('path' in chromium)
      io.stdout(`Chromium: ${chromium.path} (${chromium.version ?? 'version unknown'})`);
    io.stdout(
      'path' in python
        ? `Python: ${python.path} (${python.version})`
        : 'Python: none; the suites that need it will say so',
    );
    io.stdout(
      'path' in umockdev
        ? 'umockdev: there'
        : `umockdev: none (${umockdev.why.join('; ')}); the USB tests are skipped`,
    );
    io.stdout(
      training.why === undefined
        ? 'TensorFlow: there'
        : `TensorFlow: none (${training.why}); the training tests are skipped`,
    );
    io.stdout(
      'path' in mlflow
        ? `MLflow: ${mlflow.version}`
        : `MLflow: none (${mlflow.why.join('; ')}); its tests are skipped`,
    );
    io.stdout(
      'python' in server
        ? 'MLflow’s server: there'
        : `MLflow’s server: none (${server.why}); its tests are skipped`,
    );
    io.stdout(
      'programs' in postgres
        ? `PostgreSQL: ${postgres.programs}`
        : `PostgreSQL: none (${postgres.why}); its tests are skipped`,
    );
    io.stdout(
      'path' in readers
        ? `Readers of datasets: supervision ${readers.version}`
        : `Readers of datasets: none (${readers.why.join('; ')}); their tests are skipped`,
    );
  }
  if ('path' in chromium) return 0;
  for (const line of chromium.why) io.stderr(line);
  io.stderr(
    'There is no Chromium for the browser tests. Install Chromium or Chrome, or set CHROMIUM to its path, and try again.',
  );
  return 1;
}

export function thisMachine(io: Io): Machine {
  const fromRoot = createRequire(join(io.places.root, 'package.json'));
  const { environment, signal } = io;
  return {
    system: process.platform,
    environment,
    root: process.getuid?.() === 0,
    exists: existsSync,
    run: (program, args, limitMs) => runProcess(program, args, { limitMs, environment, signal }),
    playwrightChromium() {
      try {
        return (
          fromRoot('playwright') as { chromium: { executablePath(): string } }
        ).chromium.executablePath();
      } catch {
        return null;
      }
    },
    installPlaywrightChromium: () => {
      const cli = join(io.places.root, 'node_modules', 'playwright', 'cli.js');
      const options = { limitMs: 5 * 60_000, environment, signal, onLine: (line: string) => io.stderr(line) };
      return runProcess(process.execPath, [cli, 'install', 'chromium'], options);
    },
    progress: (line) => io.stderr(line),
  };
}
