import type { Clock } from '../platform.ts';

export interface Pace {
  /** All that an epoch costs, the looks at validation among it where they were met. */
  readonly secondsPerEpoch: number;
}

/** Leaves room for slower moments; what follows training is not in it. */
const spare = 1.1;

/** How fast a run goes that has just begun. The first stretch is not counted: libraries warm up in it. */
export async function paceOf(
  clock: Pick<Clock, 'monotonic'>,
  stretch: () => Promise<{ readonly step: number; readonly steps: number; readonly weights?: unknown }>,
  perEpoch: number,
): Promise<Pace> {
  const warm = await stretch();
  const began = clock.monotonic();
  const after = warm.weights === undefined ? await stretch() : warm;
  const done = Math.max(1, after.step - warm.step);
  return { secondsPerEpoch: ((clock.monotonic() - began) / 1000 / done) * perEpoch };
}

/** Epochs of a schedule that ends within the time: at least one, at most those of the recipe. */
export const plannedEpochs = (asked: number, { secondsPerEpoch }: Pace, seconds: number): number =>
  Math.max(1, Math.min(asked, Math.floor(seconds / (spare * secondsPerEpoch))));
