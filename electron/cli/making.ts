import { existsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from './process.ts';
import { isCurrent, keepStamp, stampOf } from './stamp.ts';

/** Something that is made of the sources. */
interface Product {
  readonly what: string;
  /** Files and folders it is made of. */
  readonly sources: readonly string[];
  /** A file that is there when it was made. */
  readonly proof: string;
  readonly stamp: string;
  /** What Node runs to make it. */
  readonly command: readonly string[];
  /** Its lines are progress a person wants to see; else they are shown only when it fails. */
  readonly tells: boolean;
  /** The proof is what npx starts: a bundler writes files that nobody may start. */
  readonly isProgram: boolean;
}

const products: readonly Product[] = [
  {
    what: 'the program',
    sources: ['electron', 'ml', 'renderer', 'package-lock.json', 'vite.config.ts'],
    proof: 'out/main/cli.js',
    stamp: 'out/build.stamp',
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--config', './vite.config.ts'],
    tells: false,
    isProgram: true,
  },
  {
    what: 'the starter package',
    sources: ['ml', 'electron/cli/starter.ts', 'electron/cli/starter-engine.ts'],
    proof: 'out/starter/model.json',
    stamp: 'out/starter.stamp',
    command: ['electron/cli/starter.ts'],
    tells: true,
    isProgram: false,
  },
];

/**
 * Builds what is missing or older than its sources; `always` builds everything.
 * @returns false when something could not be made; `say` has been told why
 */
export async function make(root: string, always: boolean, say: (line: string) => void): Promise<boolean> {
  if (!existsSync(join(root, 'node_modules', 'electron-vite'))) {
    say('The packages Loupe is built with are missing: run npm ci first.');
    return false;
  }
  for (const { what, sources, proof, stamp, command, tells, isProgram } of products) {
    const now = await stampOf(root, sources);
    if (!always && existsSync(join(root, proof)) && (await isCurrent(join(root, stamp), now))) continue;
    say(`making ${what}`);
    await mkdir(join(root, 'out'), { recursive: true });
    await rm(join(root, stamp), { force: true });
    const options = {
      limitMs: 15 * 60_000,
      folder: root,
      onLine: (line: string) => void (tells && say(`  ${line}`)),
    };
    const { code, output } = await runProcess(process.execPath, command, options);
    if (code !== 0 || !existsSync(join(root, proof))) {
      if (!tells || code === null) say(output);
      say(`${what} could not be made`);
      return false;
    }
    if (isProgram) await chmod(join(root, proof), 0o755);
    await keepStamp(join(root, stamp), now);
  }
  return true;
}
