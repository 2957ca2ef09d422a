import type { DatasetReader } from '../../datasets/store.ts';
import { causeOf } from '../../durable.ts';
import type { Images } from '../../images/images.ts';
import type { Journal } from '../../journal/journal.ts';
import { noOthers, type OtherJournals } from '../../journal/journals.ts';
import type { Platform } from '../../platform.ts';
import { createAnswers } from './answers.ts';
import type { Plan } from './plan.ts';
import { openPlanned } from './planned.ts';
import { createPlanner } from './planner.ts';

/** What has to reach the registry: what the station's journal makes owed, and the pictures that other stations ask for. */
export interface Planning {
  /** Everything that ever had to, oldest first. */
  plans(): readonly Plan[];
  /**
   * Seals the journal when it is time, and plans what is new. Only one at a time. Never throws: what cannot be planned now is tried at the next look.
   * @returns the plans that came about
   */
  look(): Promise<readonly Plan[]>;
  /** The next look seals, however long ago the last seal was. */
  sealSoon(): void;
  close(): void;
}

export interface PlanningDeps {
  readonly platform: Pick<Platform, 'clock' | 'files' | 'log'>;
  readonly journal: Pick<Journal, 'stationId' | 'head' | 'line' | 'seal' | 'watch'>;
  readonly datasets: Pick<DatasetReader, 'read'>;
  readonly images: Pick<Images, 'has'>;
  /** Of stations that may ask for pictures; absent: none is followed. */
  readonly others?: OtherJournals;
  /** So long after a segment was sealed the next one is, if it has lines: how late others hear of an inspection. */
  readonly sealEveryMs?: number;
}

export async function openPlanning(deps: PlanningDeps): Promise<Planning> {
  const { platform, journal, others = noOthers, sealEveryMs = 900_000 } = deps;
  const { clock, files, log } = platform;
  const planned = await openPlanned(files);
  const planner = createPlanner({ ...deps, planned });
  const answers = createAnswers({ ...deps, others, planned });
  let sealedAt = clock.monotonic();
  let sealsSoon = false;
  /** A journal has grown since it was looked at. */
  let stirred = true;
  const unwatch = [journal, others].map((one) => one.watch(() => (stirred = true)));

  async function seal(): Promise<void> {
    const now = clock.monotonic();
    const due = sealsSoon || now - sealedAt >= sealEveryMs;
    if (!due || journal.head().seq <= (planned.last()?.lastSeq ?? 0)) return;
    sealedAt = now;
    sealsSoon = false;
    await journal.seal();
    stirred = true;
  }

  return {
    plans: planned.plans,
    async look() {
      const before = planned.plans().length;
      try {
        await seal();
        if (!stirred) return [];
        stirred = false;
        await planner.catchUp();
        await answers.catchUp();
      } catch (error) {
        stirred = true;
        log({ level: 'warn', what: 'what is owed to the registry is not known', cause: causeOf(error) });
      }
      return planned.plans().slice(before);
    },
    sealSoon() {
      sealsSoon = true;
    },
    close() {
      for (const stop of unwatch) stop();
    },
  };
}
