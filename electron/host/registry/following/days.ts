import { folder, segmentNamed, signaturePath, type Segment } from '../../journal/segments.ts';
import { isoTime } from '../../time.ts';
import { inspectCollection, type RunKey, type Runs } from '../runs.ts';
import type { Copy } from './copy.ts';

/** A segment as it is listed in the registry: its name promises, nothing is known yet. */
export interface Listed {
  readonly segment: Segment;
  readonly run: RunKey;
  readonly bytes: number;
}

/** A run of a station's day: `<day>/<journal>`, as sending/notes.ts names it. */
const dayKey = /^\d{4}-\d\d-\d\d\/[A-Za-z0-9-]{8,64}$/;

/**
 * Looks for segments that a copy lacks. Days that are over do not change any more: beside the first time, only days are listed that are new, that are
 * not before the last line's, and one of the others, in turn, for a station whose clock went back.
 */
export function createDays(runs: Pick<Runs, 'keys' | 'list'>, copy: Copy) {
  const collection = inspectCollection(copy.stationId);
  let known: ReadonlySet<string> | null = null;
  let turn = 0;

  const choose = (keys: readonly string[]): readonly string[] => {
    const at = copy.at();
    const since = at === null ? '' : isoTime(at).slice(0, 10);
    const isRecent = (key: string) => key >= since || (known !== null && !known.has(key));
    const older = keys.filter((key) => !isRecent(key));
    return [...keys.filter(isRecent), ...older.slice(turn % Math.max(1, older.length)).slice(0, 1)];
  };
  const isHeld = (segment: Segment): boolean =>
    copy.segments().findLast(({ firstSeq }) => firstSeq <= segment.firstSeq)?.name === segment.name;

  return {
    /** In the order of their first lines; `days`: the keys of the runs that were looked at. @throws LoupeError as Runs */
    async lacking(): Promise<{ readonly listed: readonly Listed[]; readonly days: ReadonlySet<string> }> {
      const keys = (await runs.keys(collection)).filter((key) => dayKey.test(key));
      const found: Listed[] = [];
      const days = choose(keys);
      for (const key of days) {
        const run = { collection, key };
        const files = await runs.list(run, folder);
        const names = new Set(files.map(({ name }) => `${folder}/${name}`));
        for (const { name, size: bytes } of files) {
          const segment = segmentNamed(name);
          // One without its signature is on its way, or nobody's.
          if (segment?.sha256 == null || !names.has(signaturePath(segment)) || isHeld(segment)) continue;
          found.push({ segment, run, bytes });
        }
      }
      known = new Set(keys);
      turn++;
      return {
        listed: found.toSorted((a, b) => a.segment.firstSeq - b.segment.firstSeq),
        days: new Set(days),
      };
    },
  };
}
