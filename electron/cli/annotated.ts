import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { FileAnswer } from '../host/inspection/inspection.ts';
import { UsageError } from './io.ts';
import type { Judge } from './judge.ts';

/** Keeps one page as a picture with its verdict drawn in. @param page undefined where the file has only one */
export type Draw = (
  file: string,
  page: number | undefined,
  bytes: Uint8Array,
  answer: FileAnswer,
) => Promise<void>;

/**
 * Writes PNGs into a folder, `left.jpg` as `left.png` and its third page as `left-page-3.png`. Two files of one name in a run get a number, and
 * no file that is judged is ever written over; those of an earlier run are.
 * @throws UsageError when the folder cannot be made
 */
export async function annotatedFolder(
  folder: string,
  judged: readonly string[],
  { annotated }: Pick<Judge, 'annotated'>,
): Promise<Draw> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(`${folder} cannot be made a folder`, { cause: error });
  });
  const taken = new Set(judged.map((file) => resolve(file)));
  const freeName = (stem: string): string => {
    for (let n = 1; ; n += 1) {
      const path = resolve(join(folder, `${stem}${n === 1 ? '' : `-${n}`}.png`));
      if (taken.has(path)) continue;
      taken.add(path);
      return path;
    }
  };
  return async (file, page, bytes, answer) => {
    if (answer.image === null) return;
    const stem = basename(file, extname(file)) + (page === undefined ? '' : `-page-${page + 1}`);
    const { verdict, score, steps } = answer;
    const findings = steps.flatMap(({ record }) => record.findings);
    await writeFile(freeName(stem), await annotated(bytes, page, { verdict, score, findings }));
  };
}
