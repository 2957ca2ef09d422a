import { LoupeError } from '../../../contract/errors.ts';
import { causeOf } from '../../durable.ts';
import type { Platform } from '../../platform.ts';
import { stationsOf } from '../statements/report.ts';
import type { Runs } from '../runs.ts';
import { chanceOf } from '../sending/pace.ts';
import { createStanding } from '../sending/standing.ts';
import { createStationFollowing } from './follow-station.ts';
import type { FollowProblem, FollowedStore } from './followed.ts';
import type { Identify, Known } from './known.ts';
import { readLeft } from './left.ts';

/** Fetches what other stations wrote, again and again, and never gives up. Inspections know nothing of it. */
export interface Follower {
  /** Why nothing is fetched until a person has acted. */
  paused(): string | null;
  /** Looks at once. Resolves when every station was looked at, whatever came of it, or nothing goes through. */
  now(): Promise<void>;
  /**
   * A station was restored, and two of its journals go on from one line: what it says now, signed, is followed anew, the other one is left.
   * @param tell called with the journals that are left, before anything is done
   * @throws LoupeError `conflict` where nothing has parted, or both ways go on under one id; as Runs; what `tell` throws
   */
  anew(station: string, tell: (left: readonly string[]) => Promise<unknown>): Promise<void>;
  /** Nothing is fetched or written any more when it resolves. */
  close(): Promise<void>;
}

export interface FollowerDeps {
  readonly platform: Pick<Platform, 'clock' | 'files' | 'random' | 'log'>;
  readonly followed: FollowedStore;
  readonly runs: Pick<Runs, 'collections' | 'keys' | 'list' | 'get'>;
  /** This station's id: its own journal is never followed. */
  readonly own: string;
  readonly identify: Identify;
  /** Whether so many bytes may be stored. */
  readonly hasRoom: (bytes: number) => Promise<boolean>;
  readonly lookEveryMs?: number;
}

type Following = ReturnType<typeof createStationFollowing>;

export function openFollower(deps: FollowerDeps): Follower {
  const { platform, followed, runs, own, identify, hasRoom, lookEveryMs = 60_000 } = deps;
  const { clock, log } = platform;
  const chance = () => chanceOf(platform.random);
  const standing = createStanding(clock, chance);
  const followings = new Map<string, Following>();
  /** Stations that are still to be looked at in this round. */
  const queue = new Set<string>();
  const busy = new Map<string, Promise<void>>();
  let waiting: (() => void)[] = [];
  let closed = false;
  let timer: { cancel(): void } | null = null;

  const goOn = () => {
    if (closed) throw new LoupeError('cancelled', {});
  };

  async function followingOf(station: string): Promise<Following> {
    const copy = await followed.copy(station);
    const grown = () => followed.grown(station);
    const following =
      followings.get(station) ??
      createStationFollowing({
        ...{ platform, runs, copy, hasRoom, goOn, grown },
        left: await readLeft(platform.files, station),
      });
    followings.set(station, following);
    return following;
  }

  async function follow(station: string): Promise<void> {
    const following = await followingOf(station);
    const known = await identify(station);
    goOn();
    const trusted = known.trust === 'trusted';
    const problem = trusted ? await following.look(known) : untrusted(known);
    goOn();
    followed.note(station, { trusted, problem, looked: clock.now() });
  }

  async function listStations(): Promise<void> {
    for (const station of await stationsOf(runs)) if (station !== own) queue.add(station);
  }

  /** Looks at one station, or at which there are. */
  async function attend(task: string): Promise<void> {
    try {
      if (task === list) await listStations();
      else await follow(task);
      queue.delete(task);
      standing.succeeded(task);
    } catch (error) {
      if (closed) return;
      // Whatever failed goes to the end; what failed for its own sake waits for the next round.
      queue.delete(task);
      if (!standing.failed(task, error)) queue.add(task);
      if (task !== list) followed.note(task, { problem: { code: 'stopped', cause: causeOf(error) } });
      log({ level: 'warn', what: 'another station is not followed', station: task, cause: causeOf(error) });
    }
  }

  /** Starts what may be started. */
  function pump(): void {
    timer?.cancel();
    if (closed) return;
    if (standing.waitMs() === 0)
      for (const task of queue) {
        if (busy.size >= standing.atOnce()) break;
        if (busy.has(task)) continue;
        busy.set(
          task,
          attend(task).finally(() => {
            busy.delete(task);
            pump();
          }),
        );
      }
    if (busy.size > 0) return;
    // Either all were looked at, or nothing goes through: nobody waits for that.
    for (const resolve of waiting) resolve();
    waiting = [];
    const idleMs = lookEveryMs * (0.5 + chance() / 2);
    timer = queue.size > 0 ? clock.setTimeout(pump, standing.waitMs()) : clock.setTimeout(round, idleMs);
  }

  async function leave(station: string, tell: (left: readonly string[]) => Promise<unknown>): Promise<void> {
    const parted = followings.get(station)?.parted();
    const { trust, journal } = await identify(station);
    const left = parted?.filter((one) => one !== journal) ?? [];
    if (trust !== 'trusted' || journal === null || left.length === 0)
      throw new LoupeError('conflict', {
        what: `there is no other journal of ${station} to follow than the one that is followed`,
      });
    await tell(left);
    followings.delete(station);
    await followed.leave(station, left);
    followed.note(station, { problem: null });
  }

  function round(): void {
    queue.add(list);
    pump();
  }
  round();

  return {
    paused: standing.paused,
    now: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        standing.mended();
        round();
      }),
    async anew(station, tell) {
      // Nothing is placed while it is put aside.
      while (busy.has(station)) await busy.get(station);
      goOn();
      const leaving = leave(station, tell).finally(() => {
        busy.delete(station);
        queue.add(station);
        pump();
      });
      busy.set(
        station,
        leaving.catch(() => undefined),
      );
      await leaving;
    },
    async close() {
      closed = true;
      timer?.cancel();
      await Promise.allSettled(busy.values());
      for (const resolve of waiting) resolve();
    },
  };
}

/** No station has this id. */
const list = '';

function untrusted({ trust }: Known): FollowProblem {
  return { code: trust === 'changed' ? 'key-changed' : trust === 'silent' ? 'no-report' : 'not-trusted' };
}
