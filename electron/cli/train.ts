import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { goodWords, meansGood } from '../../ml/dataset/class-words.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { nearest } from './nearest.ts';
import { makeStarter, type StarterOptions } from './starter.ts';
import { trainClassifierCommand } from './train-classifier.ts';

const placements = ['fixture', 'loose'] as const;
const picture = /\.(jpe?g|png|webp|bmp|tiff?)$/i;

const tasks = { anomaly: trainAnomaly, classify: trainClassifierCommand };

/** `loupe train DATASET|demo` */
export async function trainCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const at = args.findIndex((word) => word === '--task' || word.startsWith('--task='));
  const task = at < 0 ? 'anomaly' : (args[at]!.split('=')[1] ?? args[at + 1] ?? '');
  const known = Object.keys(tasks);
  if (!known.includes(task))
    throw new UsageError(`--task ${task} cannot be trained; allowed is ${known.join(', ')}`);
  return tasks[task as keyof typeof tasks](args, io);
}

/** Learns what good pieces look like and writes a package. */
async function trainAnomaly(args: readonly string[], io: Io): Promise<ExitCode> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArguments(args, {
    task: text,
    out: text,
    pieces: text,
    name: text,
    placement: text,
  });
  const [dataset, ...more] = positionals;
  if (dataset === undefined || more.length > 0) throw new UsageError('name one dataset: a folder, or demo');
  const { out, name } = values;
  if (out === undefined) throw new UsageError('--out names the folder of the new package');
  const placement = placements.find((one) => one === values.placement);
  if (values.placement !== undefined && placement === undefined) {
    const guess = nearest(values.placement, placements);
    throw new UsageError(
      `--placement ${values.placement}: ${guess ? `did you mean ${guess}?` : `allowed are ${placements.join(', ')}`}`,
    );
  }
  const options: StarterOptions = {
    out: resolve(out),
    onProgress: (line) => io.stderr(values.json ? JSON.stringify({ event: 'progress', what: line }) : line),
    ...(dataset !== 'demo' && { goodFolder: await findGoodFolder(resolve(dataset)) }),
    ...(values.pieces !== undefined && { pieces: wholeNumber('pieces', values.pieces, 10, 10_000) }),
    ...(name !== undefined && { name }),
    ...(placement !== undefined && { placement }),
  };
  const { fitted, figures } = await makeStarter(options);
  const { manifest } = fitted;
  const done = {
    event: 'done',
    package: options.out,
    model: manifest.name,
    metrics: manifest.metrics ?? {},
    figures,
  };
  io.stdout(values.json ? JSON.stringify(done) : `${manifest.name} ${manifest.version} is in ${options.out}`);
  return 0;
}

/**
 * The folder of good pictures in a dataset: the dataset itself when pictures lie in it, else the one class folder whose name has a word
 * for good.
 * @throws UsageError
 */
export async function findGoodFolder(dataset: string): Promise<string> {
  const entries = await readdir(dataset, { withFileTypes: true }).catch((error: unknown) => {
    throw new UsageError(`there is no folder ${dataset}`, { cause: error });
  });
  if (entries.some((entry) => !entry.isDirectory() && picture.test(entry.name))) return dataset;
  const classes = entries
    .filter((entry) => !entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const good = classes.filter(meansGood);
  const [only] = good;
  if (only !== undefined && good.length === 1) return join(dataset, only);
  throw new UsageError(
    good.length > 1
      ? `${dataset} has several folders of good pieces (${good.join(', ')}): name one of them`
      : `${dataset} has neither pictures nor a folder of good pieces (a name with one of the words ${goodWords.join(', ')})`,
  );
}
