import type { Figures } from '../evaluate/figures.ts';
import { wilson } from '../evaluate/interval.ts';
import type { FittedAnomaly } from './anomaly.ts';

/** `located` is left out where no damage was marked. */
export type CardFigures = Omit<Figures, 'located'> & Partial<Pick<Figures, 'located'>>;

/** The model card: what it learnt from, what its answers mean, how it did on pictures it had not seen, what it cannot do. */
export function anomalyCard(
  { manifest, heldBack, limits, model }: FittedAnomaly,
  pictures: string,
  figures: CardFigures | undefined,
): string {
  const { input, metrics = {} } = manifest;
  return `# ${manifest.name}, version ${manifest.version}

${pictures}

An anomaly model: it has seen good pictures only and says how far a picture is from them, and where. Fixed cosine filters at three
scales, one Gaussian for each cell of the picture; nothing was trained elsewhere.

| | |
| --- | --- |
| made | ${manifest.created}, by ${manifest.by} |
| input | ${input.width} × ${input.height}, grey, ${input.kernel} |
| good pictures | ${metrics['fittedPictures']} fitted, ${heldBack.length} held back for the limits |
| model.onnx | ${(model.length / 1e6).toFixed(1)} MB, ${metrics['features']} features a cell |

## What the limits mean

Both limits come from the ${heldBack.length} good pictures held back from fitting. Raw distance ${limits.raw.pass.toFixed(3)} (score ${limits.thresholds.pass}): 99 % of good
pictures are expected to stay below; at or below it a picture passes. Raw distance ${limits.raw.defect.toFixed(3)} (score ${limits.thresholds.defect}): four standard
deviations of the logarithm above the mean, at least a tenth above the pass limit; from there on it is a defect. Between them the
answer is unsure.

## Figures

${figures ? figureTable(figures) : 'No unseen pictures were given: how many defects escape is not known.'}

## Limits of use

It knows no kinds of damage, only distance from what it was shown. Another instrument, camera, lamp or background needs its own model. Damage
smaller than about two pixels of its input is not seen. The outline of a finding is coarse: cells of 4 × 4 input pixels.
`;
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
