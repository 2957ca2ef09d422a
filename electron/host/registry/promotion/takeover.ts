import { LoupeError } from '../../../contract/errors.ts';
import { system } from '../../../contract/people.ts';
import type { PromotionState } from '../../../contract/registry.ts';
import { causeOf, notWritten } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import { createLatest, type Latest } from '../../latest.ts';
import type { Models } from '../../models/models.ts';
import { FileError, type Platform } from '../../platform.ts';
import { isoTime } from '../../time.ts';
import { believe } from '../statements/believe.ts';
import type { Delivered } from '../delivery/delivered.ts';
import { readNext, writeNext, type Next } from './next.ts';
import { follows } from '../delivery/steering.ts';
import { longestTrayMs, trayEnds } from './tray-turn.ts';

export interface Takeover {
  state(): PromotionState;
  readonly follow: Latest<PromotionState>['follow'];
  /**
   * Switches now, or keeps in mind that it is to be switched when the open tray ends. Whatever waited before is forgotten.
   * @returns the tray that ends first; null: it was switched @throws LoupeError as `Models.activate`; `cancelled` where it is held or pinned by then
   */
  accept(next: Next): Promise<string | null>;
  /** What waits does not take over any more. */
  forget(): Promise<void>;
  /** Goes on with what waited when the station ended, where it is still believed and still new. */
  resume(): Promise<void>;
  close(): void;
}

/**
 * The moment at which a promoted package takes over: between two inspections, and between two trays. What waits is on disk.
 * @param queue runs what may not overlap with other promotions
 */
export function createTakeover(
  {
    platform: { files, clock, log },
    journal,
    models,
    delivered,
  }: {
    readonly platform: Pick<Platform, 'files' | 'clock' | 'log'>;
    readonly journal: Pick<Journal, 'state' | 'watch'>;
    readonly models: Pick<Models, 'activate' | 'followed' | 'keys'>;
    readonly delivered: Pick<Delivered, 'steering' | 'steady'>;
  },
  queue: <T>(run: () => Promise<T>) => Promise<T>,
): Takeover {
  const state = createLatest<PromotionState>({ next: null, failed: null });
  let waiting = new AbortController();

  const forget = async (): Promise<void> => {
    waiting.abort();
    waiting = new AbortController();
    await writeNext(files, null);
    state.set({ next: null, failed: null });
  };
  const switchTo = async ({ signed: { promotion }, by }: Next): Promise<void> => {
    const { model, version, sha256, serial, reason, by: who } = promotion;
    // Held or pinned since, it does not follow; what somebody promoted here themselves takes over all the same.
    const recorded = (record: () => Promise<void>) =>
      delivered.steady(async () => {
        if (by.id === system.id && !follows(await delivered.steering(), model, version))
          throw new LoupeError('cancelled', {});
        return record();
      });
    const why = by.id === who ? reason : `promoted by ${who}: ${reason}`;
    try {
      await models.activate(sha256, why.slice(0, 500), by, serial, recorded);
    } finally {
      await writeNext(files, null);
    }
  };
  const accept = async (next: Next): Promise<string | null> => {
    await forget();
    const { signal } = waiting;
    const { model: name, version, sha256, serial } = next.signed.promotion;
    const tray = journal.state().openTray?.name ?? null;
    await writeNext(files, next);
    if (tray === null) {
      await switchTo(next);
      return null;
    }
    const ref = { name, version, sha256 };
    // A clock that was set back must not make it wait for longer.
    const left = Math.min(longestTrayMs, Math.max(0, next.since + longestTrayMs - clock.now()));
    const until = isoTime(clock.now() + left);
    state.set({ next: { ...ref, serial, tray, until }, failed: null });
    const late = async () => {
      await trayEnds(journal, clock, left, signal);
      await queue(async () => {
        signal.throwIfAborted();
        await switchTo(next);
        state.set({ next: null, failed: null });
      });
    };
    late().catch((error: unknown) => {
      if (signal.aborted) return;
      if (error instanceof LoupeError && error.code === 'cancelled')
        return state.set({ next: null, failed: null });
      log({ level: 'error', what: 'a promoted package did not take over', why: causeOf(error) });
      const { code, data } =
        error instanceof LoupeError
          ? error
          : error instanceof FileError
            ? notWritten(error)
            : new LoupeError('model-unavailable', { cause: causeOf(error) });
      state.set({ next: null, failed: { package: ref, code, data } });
    });
    return tray;
  };

  return {
    accept,
    forget,
    state: () => state.value,
    follow: (signal) => state.follow(signal),
    async resume() {
      const next = await readNext(files);
      if (next === null) return;
      const { model, serial } = next.signed.promotion;
      try {
        believe(next.signed, models.keys());
        if (serial > (await models.followed(model))) await accept(next);
        else await forget();
      } catch (error) {
        log({ level: 'warn', what: 'what waited to take over does not', why: causeOf(error) });
        await forget();
      }
    },
    close: () => waiting.abort(),
  };
}
