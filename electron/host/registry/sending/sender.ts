import { LoupeError } from '../../../contract/errors.ts';
import { causeOf } from '../../durable.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import type { Registry } from '../registry.ts';
import type { Runs } from '../runs.ts';
import { openCursor } from './cursor.ts';
import { itemsOf, owedOf, type Item } from './owed.ts';
import { parcelOf, type Rooms } from './parcels.ts';
import { chanceOf } from './pace.ts';
import { openParked, type ParkedItem } from './parked.ts';
import { openPlanning, type PlanningDeps } from './planning.ts';
import { isRemembered, newestSent } from './remembered.ts';
import { createStanding, whyOf, type Standing } from './standing.ts';
import { createThrottle } from './throttle.ts';
import { createTurns } from './turns.ts';

export interface SendingStatus {
  /** Things that are not in the registry yet, those that are parked not counted. */
  readonly waiting: number;
  readonly parked: number;
  /** When what is next in turn came about, milliseconds since 1970: in an outage, since when others know nothing. */
  readonly since: number | null;
  /** Why nothing is sent until a person has acted. */
  readonly paused: string | null;
  /** Why the last try failed, where that may pass by itself. */
  readonly away: string | null;
}

/** Sends what the station's journal makes owed to the registry, and never gives up. Inspections know nothing of it. */
export interface Sender {
  status(): SendingStatus;
  readonly reachedAt: Standing['reachedAt'];
  /** Calls back when the status has changed. Returns the stop function. */
  watch(listener: () => void): () => void;
  parked(): readonly ParkedItem[];
  /** Somebody has mended it: it is tried again now. @throws LoupeError `not-found` */
  again(id: string): Promise<void>;
  /** Does not wait any longer, also not for the next seal: somebody has mended the network or the login, or wants others to see now. Resolves when it is known what is owed. */
  now(): Promise<void>;
  /** Nothing is sent any more when it resolves; what was on its way is sent again by the next. */
  close(): Promise<void>;
}

export interface SenderDeps extends PlanningDeps, Omit<Rooms, 'stationId' | 'files' | 'images'> {
  readonly platform: Pick<Platform, 'clock' | 'files' | 'random' | 'log'>;
  readonly images: PlanningDeps['images'] & Rooms['images'];
  readonly runs: Runs;
  readonly registry: Pick<Registry, 'register'>;
  /** Tells this registry from every other; no address. */
  readonly registryId: string;
  /** Most that may be sent in a second; null: no limit. */
  readonly bytesPerSecond: () => number | null;
}

const lookEveryMs = 15_000;
const recallEveryMs = 900_000;
/** Under what a failure to look is noted; no item's id. */
const recalled = 'what was acknowledged last';

export async function openSender(deps: SenderDeps): Promise<Sender> {
  const { platform, journal, runs, registry, bytesPerSecond } = deps;
  const { clock, files, log } = platform;
  const rooms: Rooms = { ...deps, stationId: journal.stationId, files };
  const planning = await openPlanning(deps);
  const { plans } = planning;
  const cursor = await openCursor(files, deps.registryId, plans);
  const parked = await openParked(files);

  const chance = () => chanceOf(platform.random);
  const standing = createStanding(clock, chance);
  const throttle = createThrottle(clock, bytesPerSecond);

  const waiting = createTurns();
  const busy = new Map<string, Promise<void>>();
  const listeners = new Set<() => void>();
  const looks = sequential();
  let closed = false;
  let timer: { cancel(): void } | null = null;
  /** When the registry was last seen to have what it acknowledged; null: nobody has looked since it was away. */
  let rememberedAt: number | null = null;

  const changed = () => listeners.forEach((listener) => listener());
  const put = (items: readonly Item[]) => {
    for (const item of items) if (!parked.has(item.id)) waiting.put(item);
  };
  const stopIfClosed = () => {
    if (closed) throw new LoupeError('cancelled', {});
  };

  async function deliver(item: Item): Promise<void> {
    const parcel = await parcelOf(rooms, item);
    stopIfClosed();
    if (parcel.kind === 'package') return registry.register(parcel.ref, parcel.files, parcel.tags);
    const { run, begun, content, facts, over } = parcel;
    await runs.open(run, begun);
    for await (const { path, bytes } of content) {
      await throttle.pass(bytes.length);
      stopIfClosed();
      await runs.put(run, path, bytes);
    }
    stopIfClosed();
    if (facts !== null) await runs.note(run, facts);
    if (over === undefined) return;
    // Its own segments may still wait, or be parked.
    await runs.open(over.run, over.begun);
    await runs.note(over.run, over.facts);
  }

  async function failed(item: Item, error: unknown): Promise<void> {
    if (closed) return;
    if (!standing.failed(item.id, error)) {
      rememberedAt = null;
      return waiting.postpone(item);
    }
    waiting.drop(item);
    const code = error instanceof LoupeError ? error.code : 'internal';
    const cause = whyOf(error);
    log({ level: 'error', what: 'the registry does not get this', item: item.id, code, cause });
    await parked.park({ id: item.id, code, cause, at: clock.now() });
  }

  async function send(item: Item): Promise<void> {
    try {
      await deliver(item);
      stopIfClosed();
    } catch (error) {
      return failed(item, error);
    }
    waiting.drop(item);
    standing.succeeded(item.id);
    await cursor.acknowledge(item.id);
  }

  /** Starts what may be started. */
  function pump(): void {
    timer?.cancel();
    if (closed) return;
    if (standing.waitMs() === 0 && rememberedAt !== null)
      for (const item of waiting) {
        if (busy.size >= standing.atOnce()) break;
        if (busy.has(item.id)) continue;
        const sending = send(item)
          .catch((error: unknown) => {
            log({ level: 'warn', what: 'what was sent could not be noted', cause: causeOf(error) });
          })
          .finally(() => {
            busy.delete(item.id);
            changed();
            pump();
          });
        busy.set(item.id, sending);
      }
    const held = waiting.size() > busy.size && standing.waitMs() > 0;
    timer = clock.setTimeout(
      () => void tick(),
      held ? Math.min(lookEveryMs, standing.waitMs()) : lookEveryMs,
    );
  }

  const look = () =>
    looks(async () => {
      if (closed) return;
      const added = await planning.look();
      put(added.flatMap(itemsOf));
      if (added.length > 0) changed();
    });
  /** Another registry may stand at the same address, or an older copy of this one: then everything is offered again, and what is there stays as it is. */
  const recall = () =>
    looks(async () => {
      const now = clock.monotonic();
      if (closed || busy.size > 0 || standing.waitMs() > 0) return;
      if (rememberedAt !== null && now - rememberedAt < recallEveryMs) return;
      const newest = newestSent(plans(), cursor.sent());
      try {
        if (newest !== null && !(await isRemembered(runs, journal.stationId, newest))) {
          log({ level: 'warn', what: 'the registry has lost what it acknowledged; all of it is sent again' });
          await cursor.forget();
          put(owedOf(plans(), cursor.sent()));
        }
        rememberedAt = now;
        // With something to send, it is that which shows whether anything goes through.
        if (newest !== null && waiting.size() === 0) standing.succeeded(recalled);
      } catch (error) {
        if (!closed) standing.failed(recalled, error);
      }
      changed();
    });
  const tick = () => look().then(recall).then(pump);

  put(owedOf(plans(), cursor.sent()));
  void tick();

  return {
    status() {
      const [first] = waiting;
      return {
        ...{ waiting: waiting.size(), parked: parked.list().length },
        ...{ paused: standing.paused(), away: standing.away() },
        since: first?.plan.at ?? null,
      };
    },
    reachedAt: standing.reachedAt,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    parked: parked.list,
    async again(id) {
      if (!(await parked.again(id))) throw new LoupeError('not-found', { what: 'parked item', id });
      standing.mended(id);
      put(
        plans()
          .flatMap(itemsOf)
          .filter((item) => item.id === id),
      );
      changed();
      pump();
    },
    now() {
      standing.mended();
      planning.sealSoon();
      rememberedAt = null;
      return tick();
    },
    async close() {
      closed = true;
      planning.close();
      timer?.cancel();
      throttle.close();
      await looks(async () => undefined);
      await Promise.allSettled(busy.values());
    },
  };
}
