import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { depthRules } from '../contract/events.ts';
import { imageLimits } from '../contract/imaging.ts';
import type { InspectionResult } from '../contract/inspection-result.ts';
import { causeOf } from '../host/durable.ts';
import type { RecordedPages } from '../host/folder/recorded.ts';
import { resultOf } from '../host/inspection/result.ts';
import { annotatedFolder, type Draw } from './annotated.ts';
import { dataFolder, oneOf, parseArguments } from './arguments.ts';
import { sentenceOf } from './inspection-result.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openJudge, type Judge } from './judge.ts';
import { findPictures } from './picture-files.ts';

/** `loupe inspect FILE…` */
export async function inspectCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    model: { type: 'string' },
    record: { type: 'boolean' },
    annotated: { type: 'string' },
    watch: { type: 'string' },
    depth: { type: 'string' },
  });
  const { watch } = values;
  if (watch !== undefined && positionals.length > 0)
    throw new UsageError('--watch takes the folder, and no files beside it');
  if (watch === undefined && positionals.length === 0)
    throw new UsageError('name the files to judge; loupe inspect --help says more');
  const depth = values.depth === undefined ? undefined : oneOf('depth', values.depth, depthRules);
  if (watch !== undefined && !(await stat(watch).catch(() => null))?.isDirectory())
    throw new UsageError(`--watch ${watch}: there is no such folder`);
  if (
    watch !== undefined &&
    values.annotated !== undefined &&
    !relative(watch, values.annotated).startsWith('..')
  )
    throw new UsageError(
      '--annotated inside the folder that --watch watches: its pictures would be judged too',
    );
  const files = watch === undefined ? await findPictures(positionals) : [];
  const judge = await openJudge({
    data: dataFolder(values.data, io.environment),
    package: values.model,
    record: values.record === true,
    watched: watch,
    depth,
    io,
  });
  try {
    const draw =
      values.annotated === undefined ? noDrawing : await annotatedFolder(values.annotated, files, judge);
    if (watch !== undefined)
      return await (await import('./watch.ts')).watchFolder(watch, judge, io, values.json === true, draw);
    return await inspectFiles(files, judge, io, values.json === true, draw);
  } finally {
    await judge.close();
  }
}

/** @returns 0 when every file got its verdict, 2 when one could not be read, 3 when one could be read and not judged */
export async function inspectFiles(
  files: readonly string[],
  judge: Pick<Judge, 'judge'>,
  io: Pick<Io, 'stdout' | 'stderr' | 'signal'>,
  json: boolean,
  draw: Draw = noDrawing,
): Promise<ExitCode> {
  const counts: Record<string, number> = {};
  let code: ExitCode = 0;
  for (const [index, file] of files.entries()) {
    for await (const result of pagesOf(file, judge, io.signal, draw)) {
      io.stdout(json ? JSON.stringify(result) : sentenceOf(result));
      counts[result.verdict] = (counts[result.verdict] ?? 0) + 1;
      if (result.verdict === 'no-result' && code !== 3) code = result.image === undefined ? 2 : 3;
    }
    if (io.signal.aborted) {
      io.stderr(`stopped after ${index + 1} of ${files.length} files`);
      return 1;
    }
    if ((index + 1) % 20 === 0 && index + 1 < files.length)
      io.stderr(`${index + 1} of ${files.length} files`);
  }
  io.stderr(
    Object.entries(counts)
      .map(([verdict, count]) => `${count} ${verdict}`)
      .join(', '),
  );
  return code;
}

/**
 * Judges each page of a file.
 * @param known the pages to pass over, by the SHA-256 of the file's bytes; null: all of them
 */
export async function* pagesOf(
  file: string,
  { judge }: Pick<Judge, 'judge'>,
  signal: AbortSignal,
  draw: Draw,
  known: (image: string) => RecordedPages = () => new Set(),
): AsyncGenerator<InspectionResult> {
  const bytes = await bytesOf(file);
  if ('reason' in bytes) {
    yield { file, verdict: 'no-result', ...bytes };
    return;
  }
  const image = createHash('sha256').update(bytes).digest('hex');
  const over = known(image);
  // How many pages there are is known once one of them was read.
  let pages = over === null ? 0 : Infinity;
  for (let page = 0; page < pages && !(signal.aborted && pages < Infinity); page++) {
    if (over?.has(page)) continue;
    const answer = await judge(bytes, page === 0 ? undefined : page, file, signal);
    pages = answer.pages ?? 1;
    if (page >= pages) return;
    const shown = pages > 1 ? page : undefined;
    await draw(file, shown, bytes, answer);
    yield resultOf(file, shown, image, answer);
  }
}

const noDrawing: Draw = () => Promise.resolve();

type Refusal = Required<Pick<InspectionResult, 'reason' | 'message'>>;

/** A file whole, or why not; one past the limit is refused by its size, unread. */
async function bytesOf(path: string): Promise<Uint8Array | Refusal> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > imageLimits.bytes)
        return { reason: 'too-large', message: `${size} bytes, allowed ${imageLimits.bytes}` };
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    return { reason: 'unreadable-image', message: causeOf(error) };
  }
}
