import type { LimitCounts } from '../evaluate/limits-at.ts';
import { neededWithoutHits } from '../evaluate/bound.ts';
import type { LimitTargets } from '../evaluate/limits.ts';
import type { Manifest } from './manifest.ts';

export interface MovedLimits {
  readonly manifest: Manifest;
  /** The version whose network it is, and its limits. */
  readonly from: Pick<Manifest, 'version' | 'thresholds'>;
  readonly why: string;
  /** What they come to on the validation pictures of that dataset. */
  readonly counts: LimitCounts;
  readonly confidence: number;
  /** What was asked of them, where they were chosen for it. */
  readonly asked?: LimitTargets | undefined;
  readonly dataset: { readonly name: string; readonly hash: string };
  /** Versions of this model that had judged the dataset's test pictures when these limits were chosen. */
  readonly tested: readonly number[];
}

/** The card of a version whose limits were moved: what moved, why, what that rests on, and the card before it. */
export function movedLimitsCard(
  { manifest, from, why, counts, confidence, asked, dataset, tested }: MovedLimits,
  before: string,
): string {
  const { name, version, thresholds, created, by } = manifest;
  const { missed, rejected, unsure } = counts;
  const sure = `${percent(confidence)} confidence`;
  return `# ${name}, version ${version}

The network of version ${from.version}, unchanged, with other limits. Moved ${created} by ${by}: ${why}

## Limits

| | version ${from.version} | version ${version} |
| --- | --- | --- |
| pass up to | ${from.thresholds.pass} | ${thresholds.pass} |
| defect from | ${from.thresholds.defect} | ${thresholds.defect} |

Chosen on the ${missed.of + rejected.of} validation pictures of ${dataset.name} (${dataset.hash}), by their scores alone:

- ${missed.hits} of ${missed.of} defective ones pass: truly at most ${percent(missed.bound)}, with ${sure}.
- ${rejected.hits} of ${rejected.of} good ones are rejected: truly at most ${percent(rejected.bound)}.
- ${unsure} are unsure.
${asked ? askedWords(asked, counts, confidence) : '- They were set by hand; no bound was asked for.\n'}
${
  tested.length === 0
    ? 'No version of this model had judged the test pictures when these limits were chosen.'
    : `The test pictures had been judged by version ${tested.join(', ')} before these limits were chosen; a test of this version is no first look at them.`
}
Figures below that rest on limits were measured with those of version ${from.version}.

## The card of version ${from.version}

${before.replace(/^# .*\n+/, '').replaceAll(/^(#{1,5}) /gm, '#$1 ')}`;
}

function askedWords({ missed, rejected }: LimitTargets, counts: LimitCounts, confidence: number): string {
  const line = (kind: string, done: string, target: number, { of, bound }: LimitCounts['missed']) =>
    `- Asked: at most ${percent(target)} of the ${kind} ones ${done}. ` +
    (bound <= target
      ? 'These pictures prove it.'
      : `These ${of} pictures prove no better than ${percent(bound)}; it takes ${neededWithoutHits(target, confidence)} with none ${done}.`);
  return `${line('defective', 'missed', missed, counts.missed)}\n${line('good', 'rejected', rejected, counts.rejected)}\n`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
