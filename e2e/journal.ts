import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { parseEvent, type EventOf, type JournalEvent } from '../electron/contract/events.ts';

/** Every line of a station's journal, read from its files as any tool could. */
export function readJournal(data: string): JournalEvent[] {
  const folder = join(data, 'journal');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort((a, b) => parseInt(a, 10) - parseInt(b, 10))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((line) => parseEvent(line))
    .filter((event) => event !== null);
}

export const inspectionsOf = (data: string): EventOf<'inspection.recorded'>[] =>
  readJournal(data).filter((event) => event.kind === 'inspection.recorded');

/** The bytes of a camera frame that a station has stored, also when it has compressed them since. */
export function storedImage(data: string, sha256: string): Uint8Array {
  const path = join(data, 'images', sha256.slice(0, 2), `${sha256}.y4m`);
  return existsSync(path) ? readFileSync(path) : zstdDecompressSync(readFileSync(`${path}.zst`));
}
