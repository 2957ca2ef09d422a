import { setImmediate } from 'node:timers/promises';
import { eventOf, readLine } from '../../journal/line.ts';
import { msOf } from '../../time.ts';
import type { RunKey } from '../runs.ts';
import { dayRun } from '../sending/notes.ts';
import { picturesShown } from '../sending/read-segment.ts';
import type { FollowedStore } from './followed.ts';

/** Where a picture of a followed station lies in the registry, once that station has sent it. */
export interface Where {
  readonly station: string;
  /** One that shows it: the newest. */
  readonly inspection: string;
  readonly run: RunKey;
  /** Of its segment: pictures that travel together are named after it. */
  readonly firstSeq: number;
}

/** A segment is never longer; it is looked through as a whole. */
const mostBytes = 100_000_000;

/** Finds the inspection that shows a picture, in the journals of the stations that are followed: the text of the newest segments first. */
export function createWhere(followed: Pick<FollowedStore, 'stations' | 'journal'>) {
  /** Pictures that no line names, by what was looked through for it: not again before there is more. */
  const nowhere = new Map<string, string>();

  /** @param station whose it is, where that is known */
  return async (sha256: string, station?: string): Promise<Where | null> => {
    const stations = followed.stations().filter((one) => station === undefined || one.station === station);
    const all = stations.map((one) => `${one.station} ${one.head.seq}`).join();
    if (nowhere.get(sha256) === all) return null;
    for (const one of stations) {
      const journal = followed.journal(one.station);
      for (const { firstSeq } of journal.segments().toReversed()) {
        const { lines } = await journal.read(firstSeq - 1, mostBytes);
        const found = inSegment(one.station, firstSeq, lines, sha256);
        if (found !== null) return found;
        await setImmediate();
      }
    }
    if (nowhere.size > 1000) nowhere.clear();
    nowhere.set(sha256, all);
    return null;
  };
}

function inSegment(station: string, firstSeq: number, lines: Uint8Array, sha256: string): Where | null {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  for (let at = bytes.lastIndexOf(sha256); at >= 0;) {
    const start = at === 0 ? 0 : bytes.lastIndexOf(10, at) + 1;
    const event = eventOf(bytes.subarray(start, bytes.indexOf(10, at)));
    if (
      event?.kind === 'inspection.recorded' &&
      picturesShown(event.data).some((one) => one.sha256 === sha256)
    ) {
      const last = readLine(bytes.subarray(bytes.lastIndexOf(10, -2) + 1, -1));
      if (last === null) return null;
      const { run } = dayRun(station, { at: msOf(last.at), journal: last.journal });
      return { station, inspection: `${station}-${event.seq}`, run, firstSeq };
    }
    if (start === 0) break;
    at = bytes.lastIndexOf(sha256, start - 1);
  }
  return null;
}
