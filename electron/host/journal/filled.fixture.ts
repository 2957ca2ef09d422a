import { writeWhole } from '../durable.ts';
import { inspection, technician } from '../events.fixture.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import type { Files } from '../platform.ts';
import { openStation, type Station } from '../station.ts';
import type { Journal, JournalCheck } from './journal.ts';
import { openJournal } from './open.ts';
import { listSegments, pathOf } from './segments.ts';
import { verifyJournal } from './verify.ts';

export interface Filled {
  readonly platform: MemoryPlatform;
  readonly station: Station;
  readonly journal: Journal;
}

/** Starts the journal of a memory platform; 5 inspections to a segment are sealed by hand, not by size. */
export async function start(platform: MemoryPlatform = createMemoryPlatform()): Promise<Filled> {
  const station = await openStation({ platform, app: '0.1.0' });
  return { platform, station, journal: await openJournal({ platform, station, app: '0.1.0' }) };
}

export const inspect = (journal: Journal, label: string) =>
  journal.append('inspection.recorded', inspection('ab'.repeat(32), label), technician);

/**
 * Four sealed segments of a snapshot and 5 inspections each (lines 1 to 24), and an open one of a snapshot and 5 inspections (25 to 30);
 * closed as a host closes it.
 */
export async function filled(): Promise<Filled> {
  const begun = await start();
  for (let n = 0; n < 25; n++) {
    if (n > 0 && n % 5 === 0) await begun.journal.seal();
    await inspect(begun.journal, `piece ${n}`);
  }
  await begun.journal.close();
  return begun;
}

/** Every line of the journal with its file, without newlines. */
export async function linesOf(files: Files): Promise<{ path: string; line: string }[]> {
  const all: { path: string; line: string }[] = [];
  for (const segment of await listSegments(files)) {
    const path = pathOf(segment);
    const text = new TextDecoder().decode(await files.read(path));
    for (const line of text.split('\n')) if (line !== '') all.push({ path, line });
  }
  return all;
}

/** Writes lines back, each to its file, as somebody with an editor would. */
export async function writeLines(
  files: Files,
  lines: readonly { path: string; line: string }[],
): Promise<void> {
  for (const path of new Set(lines.map((one) => one.path))) {
    const text = lines.flatMap((one) => (one.path === path ? [`${one.line}\n`] : [])).join('');
    await writeWhole(files, path, new TextEncoder().encode(text));
  }
}

/** What `verify` lists at its end. */
export async function problemsOf(
  files: Files,
  { publicKeys }: Pick<Station, 'publicKeys'>,
): Promise<JournalCheck['problems']> {
  let last: JournalCheck | null = null;
  for await (const check of verifyJournal({ files, publicKeys })) last = check;
  if (last === null || last.done !== last.total) throw new Error('verify did not come to its end');
  return last.problems;
}
