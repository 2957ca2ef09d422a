import { matchBoxes, type DetectionCase } from './matching.ts';

/** The ten overlaps of COCO's `AP`. */
const overlaps = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);
/** Findings of a class that are looked at in one picture, the strongest first. */
const mostFound = 100;

/**
 * Average precision as COCO has it: greedy matching by score within picture and class, precision made monotone and read at 101 recalls,
 * averaged over the classes that are there. `ap50` at an overlap of one half, `ap` over ten overlaps from 0.5 to 0.95.
 * (cocodataset.org/#detection-eval; its crowd boxes and sizes are left out.)
 * @returns undefined where no picture holds a box
 */
export function averagePrecision(
  cases: readonly DetectionCase[],
): { readonly ap50: number; readonly ap: number } | undefined {
  const classes = [...new Set(cases.flatMap(({ truth }) => truth.map((each) => each.class)))];
  if (classes.length === 0) return undefined;
  const at = (overlap: number) => mean(classes.map((name) => ofClass(cases, name, overlap)));
  const each = overlaps.map(at);
  return { ap50: each[0]!, ap: mean(each) };
}

function ofClass(cases: readonly DetectionCase[], name: string, overlap: number): number {
  const matches: { score: number; hit: boolean }[] = [];
  let count = 0;
  for (const { truth, found } of cases) {
    const boxes = truth.filter((each) => each.class === name).map(({ box }) => box);
    count += boxes.length;
    const strongest = found
      .filter((each) => each.class === name)
      .toSorted((one, other) => other.score - one.score)
      .slice(0, mostFound);
    const hits = matchBoxes(boxes, strongest, overlap);
    for (const [i, { score }] of strongest.entries()) matches.push({ score, hit: hits[i] === true });
  }
  matches.sort((one, other) => other.score - one.score);
  let hits = 0;
  const curve = matches.map(({ hit }, i) => {
    hits += Number(hit);
    return { recall: hits / count, precision: hits / (i + 1) };
  });
  let highest = 0;
  const precisions = curve.map(({ precision }) => precision);
  for (let i = precisions.length - 1; i >= 0; i -= 1)
    precisions[i] = highest = Math.max(highest, precisions[i]!);
  return mean(
    Array.from({ length: 101 }, (_, i) => {
      // recalls are shares of whole boxes, so the comparison must not trip over rounding
      const reached = curve.findIndex(({ recall }) => recall >= i / 100 - 1e-12);
      return reached < 0 ? 0 : precisions[reached]!;
    }),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
