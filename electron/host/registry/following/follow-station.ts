import { LoupeError } from '../../../contract/errors.ts';
import { pathOf, signaturePath, type Segment } from '../../journal/segments.ts';
import type { Platform } from '../../platform.ts';
import type { Runs } from '../runs.ts';
import { checkSegment } from './check-segment.ts';
import type { Copy, Verified } from './copy.ts';
import { createDays, type Listed } from './days.ts';
import type { FollowProblem } from './followed.ts';
import type { Known } from './known.ts';
import { createRefused } from './refused.ts';

export interface FollowStationDeps {
  readonly platform: Pick<Platform, 'files' | 'clock' | 'log'>;
  readonly runs: Pick<Runs, 'keys' | 'list' | 'get'>;
  readonly copy: Copy;
  /** Journals of that station that are not followed any more, the one that was left last at the end. */
  readonly left: readonly string[];
  /** Whether so many bytes may be stored: captures go first. */
  readonly hasRoom: (bytes: number) => Promise<boolean>;
  /** Called before every request. @throws LoupeError `cancelled` */
  readonly goOn: () => void;
  /** Lines were placed. */
  readonly grown: () => void;
}

/** A station may have ended before it could say that it sealed more. */
const lookAnywayMs = 3_600_000;

/** A segment is sealed at 8 MB; a single line more may be long, not ten times that. */
const mostBytes = 100_000_000;

/** Brings one station's copy up to what the registry holds of it. */
export function createStationFollowing(deps: FollowStationDeps) {
  const { platform, runs, copy, left, hasRoom, goOn, grown } = deps;
  const { stationId: station } = copy;
  const days = createDays(runs, copy);
  const refused = createRefused(platform, station);
  /** What was found wrong last, and where; until it is mended or gone. */
  let wrong: Wrong | null = null;
  /** Two segments follow the line before this one: whichever came first, neither is taken while both are there. */
  let tied: number | null = null;
  /** A line that lacked its successor when it was last looked: for a moment that is only the order in which files arrive. */
  let lacked: number | null = null;
  /** When all was last looked at, by the monotonic clock; null: not since the start, and the life before may have ended amid a look. */
  let looked: number | null = null;

  /** Whether the station says, signed, that there is nothing that is not here. What it has not sealed yet nobody can have. */
  const isAllHere = ({ head, sealed }: Known): boolean => {
    if (looked === null) return false;
    const here = copy.head();
    if (head?.seq === here.seq && head.hash === here.hash) return true;
    if (head === null || sealed === null || head.seq < here.seq || sealed > here.seq) return false;
    return platform.clock.monotonic() - looked < lookAnywayMs;
  };

  async function putAside(
    code: 'refused' | 'parted',
    { segment, run }: Listed,
    why: string,
    bytes: Uint8Array,
  ): Promise<null> {
    wrong = {
      problem: { code, segment: segment.name, why },
      segment,
      day: run.key,
      journals: [journalOf(run.key)],
    };
    const what = 'a segment of another station is not used';
    platform.log({ level: 'error', what, station, segment: segment.name, why });
    await refused.put(segment.name, bytes, why);
    return null;
  }

  async function fetch(listed: Listed, keys: readonly string[]): Promise<Verified | null> {
    const { segment, run, bytes: size } = listed;
    if (!refused.isDue(segment.name)) return null;
    if (size > mostBytes) return putAside('refused', listed, `it has ${size} bytes`, new Uint8Array());
    if (!(await hasRoom(size))) throw new LoupeError('not-written', { cause: 'the disk is almost full' });
    goOn();
    const signature = await runs.get(run, signaturePath(segment));
    goOn();
    const bytes = await runs.get(run, pathOf(segment));
    const checked = await checkSegment(
      segment,
      { bytes, signature },
      {
        ...{ station, keys, head: copy.head(), journal: copy.journalId() },
        before: copy.segments().at(-1) ?? null,
      },
    );
    goOn();
    if ('refused' in checked) return putAside('refused', listed, checked.refused, bytes);
    if ('parted' in checked) return putAside('parted', listed, checked.parted, bytes);
    return checked.verified;
  }

  /** The one that follows the last line. Two that do are two journals: none of them is taken. */
  async function next(listed: readonly Listed[], keys: readonly string[]): Promise<Verified | null> {
    if (wrong !== null && listed[0]?.segment.firstSeq === tied) return null;
    const good: { readonly verified: Verified; readonly listed: Listed }[] = [];
    for (const one of listed) {
      const verified = await fetch(one, keys);
      if (verified !== null) good.push({ verified, listed: one });
    }
    // Of journals that an admin left, the one that was left last came closest; one that was not left is the station's.
    const standing = ({ listed: { run } }: (typeof good)[number]) => {
      const at = left.indexOf(journalOf(run.key));
      return at < 0 ? Infinity : at;
    };
    const best = Math.max(...good.map(standing));
    const [only, other] = good.filter((one) => standing(one) === best);
    if (only === undefined || other === undefined) return only?.verified ?? null;
    tied = only.verified.segment.firstSeq;
    const bytes = other.verified.files.at(-1)!.bytes;
    await putAside('parted', other.listed, `${only.verified.segment.name} follows the same line`, bytes);
    if (wrong !== null) wrong = { ...wrong, journals: good.map(({ listed: { run } }) => journalOf(run.key)) };
    return null;
  }

  async function forgetMended(): Promise<void> {
    const aside = await refused.list();
    if (aside.size === 0) return;
    const held = new Set(copy.segments().map(({ name }) => name));
    for (const name of aside) if (held.has(name)) await refused.forget(name);
  }

  /** @throws LoupeError as Runs, `not-written`, `cancelled`; FileError */
  const look = async (known: Known): Promise<FollowProblem | null> => {
    // Also what was placed before the start, and a kill left there.
    await forgetMended();
    if (isAllHere(known)) return wrong?.problem ?? null;
    const { keys } = known;
    goOn();
    const { listed, days: seen } = await days.lacking();
    const isListed = (name: string) => listed.some(({ segment }) => segment.name === name);
    if (wrong !== null && seen.has(wrong.day) && !isListed(wrong.segment.name)) wrong = null;
    // What begins before the end and is not held goes another way, or is none of that station's.
    for (const one of listed)
      if (one.segment.firstSeq <= copy.head().seq && !left.includes(journalOf(one.run.key)))
        await fetch(one, keys);
    const startingAt = (seq: number) => listed.filter(({ segment }) => segment.firstSeq === seq);
    for (;;) {
      const verified = await next(startingAt(copy.head().seq + 1), keys);
      if (verified === null) break;
      await copy.place(verified);
      if (wrong?.segment.name === verified.segment.name) wrong = null;
      grown();
    }
    await forgetMended();
    looked = platform.clock.monotonic();
    const { seq } = copy.head();
    const lacks = startingAt(seq + 1).length === 0 && listed.some(({ segment }) => segment.firstSeq > seq);
    const missing: FollowProblem | null = lacks && lacked === seq ? { code: 'missing', after: seq } : null;
    lacked = lacks ? seq : null;
    return wrong?.problem ?? missing;
  };
  return {
    look,
    /** The journals under whose names two ways go on, this copy's among them; null: none were seen to part. */
    parted(): readonly string[] | null {
      if (wrong?.problem.code !== 'parted') return null;
      const own = copy.journalId();
      return [...new Set([...(own === null ? [] : [own]), ...wrong.journals])];
    },
  };
}

interface Wrong {
  readonly problem: FollowProblem;
  readonly segment: Segment;
  readonly day: string;
  /** Those whose runs hold what was found. */
  readonly journals: readonly string[];
}

/** A run of a day is called `<day>/<journal>`. */
const journalOf = (day: string): string => day.slice(day.indexOf('/') + 1);
