import type { InferenceAnswers, Provider } from '../../contract/inference.ts';
import type { InferenceWorker, StopOn } from '../models/inference-worker.ts';
import { startInferenceWorker } from '../models/inference-worker.ts';
import type { Model } from '../models/model.ts';
import { prepare, type Proven } from '../models/prepare.ts';
import type { Platform } from '../platform.ts';
import { WorkerRefusal } from '../worker-link.ts';

export interface PlannedModel {
  readonly model: Model;
  readonly stopOn: StopOn;
}

/** A worker that has every model of the plan loaded and shown to give its golden answers. */
export interface Hand {
  readonly worker: InferenceWorker;
  readonly engine: InferenceAnswers['load']['engine'];
}

export interface CrewDeps {
  readonly platform: Pick<Platform, 'spawn' | 'clock' | 'log'>;
  /** Best first; `cpu` last. */
  readonly providers: readonly Provider[];
  readonly threads: number;
  readonly memoryLimitBytes: number;
  /** Whether memory allows a second worker. */
  readonly spareAllowed: () => boolean;
  readonly changed: () => void;
  readonly proven: Proven;
}

/** After this many deaths in a row a plan is given up. */
const deathLimit = 3;
/** After this long one more try is allowed: three judgements may also have been late because the machine was busy. */
const secondChanceMs = 30_000;

/**
 * Up to two workers with the same plan loaded: the first answers, the spare takes over the moment the first is gone. The first is always begun on
 * the CPU, which starts at once; the spare tries the better providers, and when one of them works, they change places. So a slow start of a
 * GPU never keeps anybody waiting, and a lost GPU costs one inspection.
 */
export function createCrew(plan: readonly PlannedModel[], deps: CrewDeps) {
  let first: Hand | null = null;
  let spare: Hand | null = null;
  let deaths = 0;
  let gaveUp: Error | null = null;
  /** When a second chance is due, by the monotonic clock; never, when the model itself was refused. */
  let chanceAt = Infinity;
  let filling = false;
  /** Providers that cost an inspection; not trusted again until the plan is loaded anew. */
  const struck = new Set<Provider>();
  const starting = new Set<InferenceWorker>();
  let waiting: (() => void)[] = [];

  const rank = (hand: Hand) => deps.providers.indexOf(hand.engine.provider);
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resume of woken) resume();
    deps.changed();
  };
  const giveUp = (why: Error): void => {
    if (gaveUp !== null) return;
    gaveUp = why;
    for (const worker of [first?.worker, spare?.worker, ...starting]) worker?.kill();
    first = spare = null;
    wake();
  };
  const countDeath = (why: string, cause?: unknown): void => {
    deaths += 1;
    if (deaths < deathLimit) return;
    giveUp(new Error(`given up after ${deaths} failures in a row: ${why}`, { cause }));
    chanceAt = deps.platform.clock.monotonic() + secondChanceMs;
  };

  const hire = async (providers: readonly Provider[]): Promise<Hand | null> => {
    const worker = startInferenceWorker(deps.platform, deps.memoryLimitBytes);
    starting.add(worker);
    try {
      let engine: Hand['engine'] | null = null;
      for (const { model } of plan)
        engine = await prepare(worker, model, providers, deps.threads, deps.platform, deps.proven);
      if (engine === null) throw new Error('a plan has at least one step');
      return gaveUp === null ? { worker, engine } : null;
    } catch (error) {
      worker.kill();
      const why = error instanceof Error ? error.message : String(error);
      deps.platform.log({ level: 'warn', what: 'inference worker did not start', why });
      // Without a first nobody can judge, so it counts; a spare is a luxury.
      if (first === null && error instanceof WorkerRefusal) giveUp(error);
      else if (first === null) countDeath(why, error);
      return null;
    } finally {
      starting.delete(worker);
    }
  };

  const seat = (hand: Hand): void => {
    if (first === null) first = hand;
    else if (rank(hand) < rank(first)) [first, spare] = [hand, first];
    else spare = hand;
    void hand.worker.exited.then(() => leave(hand));
    wake();
  };
  const leave = (hand: Hand): void => {
    if (hand === first) [first, spare] = [spare, null];
    else if (hand === spare) spare = null;
    else return;
    wake();
    void fill();
  };

  const fill = async (): Promise<void> => {
    if (filling) return;
    filling = true;
    while (gaveUp === null && (first === null || (spare === null && deps.spareAllowed()))) {
      const better = deps.providers.filter((provider) => !struck.has(provider));
      const hand = await hire(first === null ? ['cpu'] : better);
      if (hand !== null) seat(hand);
      else if (first !== null) break;
    }
    filling = false;
  };

  return {
    plan,
    /** The worker to ask now; waits while the first one starts. @throws Error when the plan was given up */
    async take(): Promise<Hand> {
      if (gaveUp !== null && deps.platform.clock.monotonic() >= chanceAt) {
        gaveUp = null;
        chanceAt = Infinity;
        deaths = deathLimit - 1;
      }
      for (;;) {
        if (gaveUp !== null) throw gaveUp;
        if (first !== null) return first;
        const woken = new Promise<void>((resolve) => waiting.push(resolve));
        void fill();
        await woken;
      }
    },
    answered(): void {
      deaths = 0;
    },
    /** To be told of every worker that was lost over an inspection. */
    lost(hand: Hand, why: string): void {
      if (hand.engine.provider !== 'cpu') struck.add(hand.engine.provider);
      countDeath(why);
      leave(hand);
    },
    state: () => ({ first: first?.engine ?? null, spare: spare !== null, gaveUp }),
    close(): void {
      giveUp(new Error('closed'));
      chanceAt = Infinity;
    },
  };
}
export type Crew = ReturnType<typeof createCrew>;
