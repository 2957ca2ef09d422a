import type { Figures } from '../evaluate/figures.ts';
import { upperBound } from '../evaluate/bound.ts';
import { wilson } from '../evaluate/interval.ts';
import type { Limits } from '../evaluate/limits.ts';
import type { ModelInput } from '../package/manifest.ts';
import { readModel } from '../onnx/read.ts';
import { summaryOf } from '../onnx/summary.ts';
import type { FittedAnomaly } from './anomaly.ts';
import { usualShares, type GoodShares } from './calibrate.ts';

/** `located` is left out where no damage was marked. */
export type CardFigures = Omit<Figures, 'located'> & Partial<Pick<Figures, 'located'>>;

/** What the limits were chosen by: shares of good pieces, or what good and defective ones together prove. */
export interface LimitReasons {
  readonly shares?: GoodShares;
  readonly proof?: Limits;
}

/** The model card: what it learnt from, what its answers mean, how it did on pictures it had not seen, what it cannot do. */
export function anomalyCard(
  fitted: FittedAnomaly & LimitReasons,
  pictures: string,
  figures: CardFigures | undefined,
): string {
  const { manifest, heldBack, model } = fitted;
  const { input, metrics = {}, datasetHash, testSplitHash } = manifest;
  return `# ${manifest.name}, version ${manifest.version}

${pictures}

An anomaly model: it has seen good pictures only and says how far a picture is from them, and where. Fixed cosine filters at three
scales, one Gaussian for each cell of the picture; nothing was trained elsewhere.

| | |
| --- | --- |
| made | ${manifest.created}, by ${manifest.by} |
| input | ${input.width} × ${input.height}, grey, ${input.kernel} |
${alignmentRow(input)}| good pictures | ${metrics['fittedPictures']} fitted, ${heldBack.length} held back for the limits |
| dataset | ${datasetHash ?? 'not named'}${testSplitHash ? `, its test side ${testSplitHash}` : ''} |
| model.onnx | ${(model.length / 1e6).toFixed(1)} MB, ${metrics['features']} features a cell |

## What the limits mean

${limitWords(fitted)}

## Figures

${figures ? figureTable(figures) : 'No unseen pictures were given: how many defects escape is not known.'}

## Layers

${layerWords(model)}

## Limits of use

It knows no kinds of damage, only distance from what it was shown. Another instrument, camera, lamp or background needs its own model. Damage
smaller than about two pixels of its input is not seen. The outline of a finding is coarse: cells of 4 × 4 input pixels.
`;
}

function alignmentRow({ alignment }: ModelInput): string {
  if (alignment === undefined) return '';
  const { width, height, contrast } = alignment;
  return `| alignment | the one long part, ${contrast} levels from the ground, turned along a window of ${width} × ${height} pixels, wider end left; without one there is no result |\n`;
}

function layerWords(model: Uint8Array): string {
  const { operators, parameters } = summaryOf(readModel(model));
  return `${operators.map(({ op, times }) => `${times} ${op}`).join(', ')}; ${parameters} weights, none of them trained by gradients.`;
}

function limitWords({
  heldBack,
  limits: { raw, thresholds },
  shares = usualShares,
  proof,
}: FittedAnomaly & LimitReasons): string {
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
  const at = (limit: 'pass' | 'defect') =>
    `raw distance ${raw[limit].toFixed(3)} (score ${thresholds[limit].toFixed(3)})`;
  const lines = [
    `Up to ${at('pass')} a picture passes, from ${at('defect')} on it is a defect, between them it is unsure.`,
  ];
  if (proof) {
    const { missed, rejected, cannot } = proof;
    lines.push(
      `Both were chosen on ${rejected.of} good and ${missed.of} defective pictures that nothing was fitted to: ${missed.hits} of these defective`,
      `ones pass (truly at most ${percent(missed.bound)}, with 95 % confidence), ${rejected.hits} of the good ones are rejected (at most`,
      `${percent(rejected.bound)}), ${proof.unsure} of all are unsure.`,
      ...cannot,
    );
  } else
    lines.push(
      `Both come from the ${heldBack.length} good pictures held back from fitting: ${percent(shares.unsure)} of good ones are expected above the first,`,
      `${percent(shares.rejected)} above the second. None of them being above it would prove at most ${percent(upperBound(0, heldBack.length))} (95 % confidence).`,
      'How many defective pieces pass, good pictures alone cannot say.',
    );
  return lines.join('\n');
}

function figureTable({
  good,
  defective,
  auroc,
  escapes,
  falseRejects,
  unsure,
  noResult,
  caught,
  located,
}: CardFigures): string {
  const row = (what: string, hits: number, count: number): string => {
    const [low, high] = wilson(hits, count).map((share) => (100 * share).toFixed(1));
    return `| ${what} | ${hits} of ${count} | ${low} to ${high} % |`;
  };
  return [
    `On ${good + defective} pictures that were neither fitted nor held back (${good} good, ${defective} defective); intervals are Wilson's, 95 %.`,
    '',
    `AUROC: ${auroc === undefined ? 'not known' : auroc.toFixed(4)}`,
    '',
    '| | count | interval |',
    '| --- | --- | --- |',
    row('defective, judged defect', caught, defective),
    ...(located === undefined ? [] : [row('of these, a finding on the marked damage', located, caught)]),
    row('escapes: defective, judged pass', escapes, defective),
    row('false rejects: good, judged defect', falseRejects, good),
    row('unsure', unsure, good + defective),
    row('no result', noResult, good + defective),
  ].join('\n');
}
