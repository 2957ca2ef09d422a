import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedPages } from '../host/folder/recorded.ts';
import { sentenceOf } from './inspection-result.ts';
import { pagesOf } from './inspect.ts';
import type { Draw } from './annotated.ts';
import type { ExitCode, Io } from './io.ts';
import type { Judge } from './judge.ts';
import { picturesIn } from './picture-files.ts';

/** A file counts as written when it looked the same twice, so long apart. */
const pollMs = 500;

const noPages: ReadonlySet<number> = new Set();

/** What tells one state of a file from another; null while there is nothing in it. */
export type Stamps = ReadonlyMap<string, string>;

/**
 * Names of files as they become whole: each once for every state in which two looks in a row found it. A file that is still being written
 * changes from look to look and waits; one that is written again comes again.
 * @param look the files of now with their stamps, oldest first
 * @param wait resolves when it is time for the next look; false: no more
 */
export async function* wholeFiles(
  look: () => Promise<Stamps>,
  wait: () => Promise<boolean>,
): AsyncGenerator<string> {
  let before: Stamps = new Map();
  const given = new Map<string, string>();
  do {
    const now = await look();
    for (const path of given.keys()) if (!now.has(path)) given.delete(path);
    for (const [path, stamp] of now) {
      if (before.get(path) !== stamp || given.get(path) === stamp) continue;
      given.set(path, stamp);
      yield path;
    }
    before = now;
  } while (await wait());
}

/** The pictures of a folder and of those below it. A folder that is away for a while (a share, a stick) is an empty one. */
async function stampsOf(folder: string): Promise<Stamps> {
  const found: { path: string; stamp: string; at: number }[] = [];
  for (const path of await picturesIn(folder)) {
    const file = await stat(path).catch(() => null);
    if (file === null || file.size === 0) continue;
    found.push({ path, stamp: `${file.ino} ${file.size} ${file.mtimeMs}`, at: file.mtimeMs });
  }
  found.sort((a, b) => a.at - b.at);
  return new Map(found.map(({ path, stamp }) => [path, stamp]));
}

/**
 * `loupe inspect --watch DIR`: each picture that comes into a folder is judged when it is whole, until Ctrl-C. Pictures are known by their
 * content: one that was judged in this run, or was recorded in any, is passed over, whatever its name; of one whose pages were cut short by a
 * crash, the others are judged.
 */
export async function watchFolder(
  folder: string,
  judge: Pick<Judge, 'judge' | 'recorded'>,
  io: Pick<Io, 'stdout' | 'stderr' | 'signal'>,
  json: boolean,
  draw: Draw,
): Promise<ExitCode> {
  const { signal } = io;
  const judged = new Map(await judge.recorded());
  const known = (image: string): RecordedPages => {
    const before = judged.get(image);
    judged.set(image, null);
    return before === undefined ? noPages : before;
  };
  const wait = async () => {
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  };
  io.stderr(`watching ${folder}; Ctrl-C stops`);
  for await (const file of wholeFiles(() => stampsOf(folder), wait)) {
    for await (const result of pagesOf(file, judge, signal, draw, known))
      io.stdout(json ? JSON.stringify(result) : sentenceOf(result));
    if (signal.aborted) break;
  }
  return 0;
}
