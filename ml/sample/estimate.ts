import { decide, nothingSeen, type Judged } from './choose.ts';
import { sampleReasons, type SamplePolicy, type SampleReason } from './policy.ts';

/** An inspection of the past. */
export interface Past extends Judged {
  /** Share of what the same package said of passes before it that scored lower; null where there was too little to compare with. */
  readonly novelty: number | null;
}

/** What a policy would have made of the past. */
export interface Estimate {
  readonly inspections: number;
  readonly samples: number;
  /** Each sample once, under the first of its reasons. */
  readonly reasons: Readonly<Record<SampleReason, number>>;
  /** They would be samples, too, were they not like one just before. */
  readonly thinned: number;
}

/** Counts what a policy would have chosen. Feed it a station's inspections in their order. */
export function createEstimate(policy: SamplePolicy) {
  const reasons = Object.fromEntries(sampleReasons.map((reason) => [reason, 0])) as Record<
    SampleReason,
    number
  >;
  let { samples } = nothingSeen;
  let [inspections, chosen, thinned] = [0, 0, 0];
  return {
    add(past: Past): void {
      const said = decide(policy, past, past.novelty, samples);
      samples = said.samples;
      inspections++;
      if (said.thinned) thinned++;
      const [first] = said.reasons;
      if (first === undefined) return;
      chosen++;
      reasons[first]++;
    },
    result: (): Estimate => ({ inspections, samples: chosen, reasons: { ...reasons }, thinned }),
  };
}
