import { z } from 'zod';
import { jsonBytes, makeFolders, readIfThere, writeWhole } from '../../durable.ts';
import { folder as journal } from '../../journal/segments.ts';
import type { Files } from '../../platform.ts';
import { placeOf } from './copy.ts';

/**
 * Journals of another station that are not followed any more, since it was restored and goes on in another one; in the order in which an
 * admin left them. What was here of them is kept in `stations/<id>/aside/`.
 */
const leftSchema = z.strictObject({ format: z.literal(1), journals: z.array(z.string().max(64)) });
const pathOf = (station: string): string => `${placeOf(station)}/left.json`;

/** @throws Error for a file that is not what was written */
export async function readLeft(files: Files, station: string): Promise<readonly string[]> {
  const bytes = await readIfThere(files, pathOf(station));
  return bytes === null ? [] : leftSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).journals;
}

/** @throws FileError */
export async function leave(files: Files, station: string, journals: readonly string[]): Promise<void> {
  const before = (await readLeft(files, station)).filter((one) => !journals.includes(one));
  await makeFolders(files, placeOf(station));
  await writeWhole(files, pathOf(station), jsonBytes({ format: 1, journals: [...before, ...journals] }));
}

/** Moves what is here of a station's journal out of the way, the newest first: whatever a kill leaves is a whole beginning of it. @throws FileError */
export async function putCopyAside(files: Files, station: string): Promise<void> {
  const from = `${placeOf(station)}/${journal}`;
  const asides = `${placeOf(station)}/aside`;
  const number = 1 + Math.max(0, ...(await files.list(asides)).map(Number));
  const to = `${asides}/${number}`;
  await makeFolders(files, to);
  // The segment of a number before its signature and summary: without it they are nothing.
  const rank = (name: string): [number, number] => [
    -Number.parseInt(name, 10),
    name.endsWith('.jsonl') ? 0 : 1,
  ];
  const names = (await files.list(from)).toSorted(
    (a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1],
  );
  for (const name of names) await files.rename(`${from}/${name}`, `${to}/${name}`);
  await files.syncFolder(to);
  await files.syncFolder(from);
}
