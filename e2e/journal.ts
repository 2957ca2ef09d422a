import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
