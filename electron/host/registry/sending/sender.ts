import { LoupeError } from '../../../contract/errors.ts';
import type { DatasetReader } from '../../datasets/store.ts';
import { causeOf } from '../../durable.ts';
import type { Images } from '../../images/images.ts';
import type { Journal } from '../../journal/journal.ts';
import { noOthers, type OtherJournals } from '../../journal/journals.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import type { Registry } from '../registry.ts';
import type { Runs } from '../runs.ts';
import { createAnswers } from './answers.ts';
import { openCursor } from './cursor.ts';
import { itemsOf, owedOf, type Item } from './owed.ts';
import { parcelOf, type Rooms } from './parcels.ts';
import { openParked, type ParkedItem } from './parked.ts';
import { createPlanner } from './planner.ts';
import { openPlanned } from './planned.ts';
import { isRemembered, newestSent } from './remembered.ts';
import { createStanding, whyOf, type Standing } from './standing.ts';
import { createThrottle } from './throttle.ts';

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

export interface SenderDeps extends Omit<Rooms, 'stationId' | 'files'> {
  readonly platform: Pick<Platform, 'clock' | 'files' | 'random' | 'log'>;
  readonly journal: Pick<Journal, 'stationId' | 'head' | 'line' | 'seal' | 'watch'>;
  readonly datasets: Pick<DatasetReader, 'read'>;
  readonly images: Pick<Images, 'get' | 'has'>;
  /** Of stations that may ask for pictures; absent: none is followed. */
  readonly others?: OtherJournals;
  readonly runs: Runs;
  readonly registry: Pick<Registry, 'register'>;
  /** Tells this registry from every other; no address. */
  readonly registryId: string;
  /** Most that may be sent in a second; null: no limit. */
  readonly bytesPerSecond: () => number | null;
  /** So long after a segment was sealed the next one is, if it has lines: how late others hear of an inspection. */
  readonly sealEveryMs?: number;
}

const lookEveryMs = 15_000;
const recallEveryMs = 900_000;
/** Under what a failure to look is noted; no item's id. */
const recalled = 'what was acknowledged last';

export async function openSender(deps: SenderDeps): Promise<Sender> {
  const { platform, journal, runs, registry, bytesPerSecond, sealEveryMs = 900_000 } = deps;
  const { clock, files, log } = platform;
  const rooms: Rooms = { ...deps, stationId: journal.stationId, files };
  const planned = await openPlanned(files);
  const cursor = await openCursor(files, deps.registryId, planned.plans);
  const parked = await openParked(files);
  const planner = createPlanner({ ...deps, planned });
  const { others = noOthers } = deps;
  const answers = createAnswers({ ...deps, others, planned });

  const chance = () => platform.random(4).reduce((sum, byte) => (sum + byte) / 256, 0);
  const standing = createStanding(clock, chance);
  const throttle = createThrottle(clock, bytesPerSecond);

  /** In the order of their turn; whatever fails goes to the end. */
  const waiting = new Map<string, Item>();
  const busy = new Map<string, Promise<void>>();
  const listeners = new Set<() => void>();
  const looks = sequential();
  let closed = false;
  let sealedAt = clock.monotonic();
  let timer: { cancel(): void } | null = null;
  /** It is sealed at the next look, however long ago the last seal was. */
  let sealsNow = false;
  /** The journal has grown since it was looked at. */
  let stirred = true;
  /** When the registry was last seen to have what it acknowledged; null: nobody has looked since it was away. */
  let rememberedAt: number | null = null;

  const changed = () => listeners.forEach((listener) => listener());
  const put = (items: readonly Item[]) => {
    for (const item of items) if (!parked.has(item.id)) waiting.set(item.id, item);
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
    // Whatever failed goes to the end, so that it is in nobody's way.
    waiting.delete(item.id);
    if (!standing.failed(item.id, error)) {
      rememberedAt = null;
      return void waiting.set(item.id, item);
    }
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
    waiting.delete(item.id);
    standing.succeeded(item.id);
    await cursor.acknowledge(item.id);
  }

  /** Starts what may be started. */
  function pump(): void {
    timer?.cancel();
    if (closed) return;
    if (standing.waitMs() === 0 && rememberedAt !== null)
      for (const item of waiting.values()) {
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
    const held = waiting.size > busy.size && standing.waitMs() > 0;
    timer = clock.setTimeout(
      () => void tick(),
      held ? Math.min(lookEveryMs, standing.waitMs()) : lookEveryMs,
    );
  }

  /** Seals what is due, and plans what is sealed. */
  const look = () =>
    looks(async () => {
      if (closed) return;
      const now = clock.monotonic();
      const due = sealsNow || now - sealedAt >= sealEveryMs;
      if (due && journal.head().seq > (planned.last()?.lastSeq ?? 0)) {
        sealedAt = now;
        sealsNow = false;
        await journal.seal();
        stirred = true;
      }
      if (!stirred) return;
      stirred = false;
      const before = planned.plans().length;
      try {
        await planner.catchUp();
        await answers.catchUp();
      } finally {
        put(planned.plans().slice(before).flatMap(itemsOf));
        if (planned.plans().length > before) changed();
      }
    }).catch((error: unknown) => {
      stirred = true;
      log({ level: 'warn', what: 'what is owed to the registry is not known', cause: causeOf(error) });
    });
  /** Another registry may stand at the same address, or an older copy of this one: then everything is offered again, and what is there stays as it is. */
  const recall = () =>
    looks(async () => {
      const now = clock.monotonic();
      if (closed || busy.size > 0 || standing.waitMs() > 0) return;
      if (rememberedAt !== null && now - rememberedAt < recallEveryMs) return;
      const newest = newestSent(planned.plans(), cursor.sent());
      try {
        if (newest !== null && !(await isRemembered(runs, journal.stationId, newest))) {
          log({ level: 'warn', what: 'the registry has lost what it acknowledged; all of it is sent again' });
          await cursor.forget();
          put(owedOf(planned.plans(), cursor.sent()));
        }
        rememberedAt = now;
        // With something to send, it is that which shows whether anything goes through.
        if (newest !== null && waiting.size === 0) standing.succeeded(recalled);
      } catch (error) {
        if (!closed) standing.failed(recalled, error);
      }
      changed();
    });
  const tick = () => look().then(recall).then(pump);

  put(owedOf(planned.plans(), cursor.sent()));
  const unwatch = [journal, others].map((one) => one.watch(() => (stirred = true)));
  void tick();

  return {
    status() {
      const first = waiting.values().next();
      return {
        ...{ waiting: waiting.size, parked: parked.list().length },
        ...{ paused: standing.paused(), away: standing.away() },
        since: first.done ? null : first.value.plan.at,
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
        planned
          .plans()
          .flatMap(itemsOf)
          .filter((item) => item.id === id),
      );
      changed();
      pump();
    },
    now() {
      standing.mended();
      sealsNow = true;
      rememberedAt = null;
      return tick();
    },
    async close() {
      closed = true;
      for (const stop of unwatch) stop();
      timer?.cancel();
      throttle.close();
      await looks(async () => undefined);
      await Promise.allSettled(busy.values());
    },
  };
}
