import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { turnedBack } from '../decode/turn-back.ts';
import { turnedPiece, type TurnedPiece } from '../demo/turned.fixture.ts';
import { auroc } from '../evaluate/auroc.ts';
import { shownOf } from '../image/align.ts';
import { mainAxisOf, type MainAxis } from '../image/main-axis.ts';
import { createPreprocessor } from '../image/preprocess.ts';
import type { Decoded } from '../verdict/result.ts';
import { alignmentFor, contrast } from './alignment.ts';
import { fitAnomaly, type FittedAnomaly } from './anomaly.ts';
import { anomalyTensors } from './anomaly-graph.ts';
import { testEngine } from './engine.fixture.ts';
import { cell } from './features.ts';
import { withModel } from './fit-tensors.ts';

const axis = (back: number, ahead: number, aside = 20): MainAxis => ({
  ...{ x: 0, y: 0, cos: 1, sin: 0 },
  ...{ back, ahead, aside },
});
const alike = (count: number) => Array.from({ length: count }, () => axis(90, 110));

describe('alignmentFor', () => {
  it('makes a window about the largest part, 8 % of its length free to each side', () => {
    const { alignment, fits } = alignmentFor([...alike(38), axis(95, 105, 60), axis(88, 114)])!;
    expect(fits).toEqual(Array.from({ length: 40 }, () => true));
    // The longest is 202: 16.16 of ground.
    expect(alignment).toEqual({
      ...{ to: 'main-axis', contrast: 25, middle: 112, width: 243, height: 153 },
    });
    // Of a thin part at least a quarter of the width.
    expect(alignmentFor(alike(20))!.alignment).toMatchObject({ middle: 106, width: 232, height: 72 });
  });

  it('leaves out up to one in twenty that shows no part, or one of another length', () => {
    const { fits } = alignmentFor([...alike(38), null, axis(60, 80)])!;
    expect(fits.slice(37)).toEqual([true, false, false]);
    expect(alignmentFor([...alike(37), null, null, null])).toBeNull();
  });

  it('is not offered for parts that are not there, are small, or would be too few', () => {
    expect(alignmentFor([])).toBeNull();
    expect(alignmentFor(Array.from({ length: 40 }, () => null))).toBeNull();
    expect(alignmentFor(Array.from({ length: 40 }, () => axis(30, 33)))).toBeNull();
    expect(alignmentFor([...alike(19), null])).toBeNull();
    expect(alignmentFor(alike(8))).not.toBeNull();
  });
});

const pieces = (count: number, from: number, damaged: boolean) =>
  Array.from({ length: count }, (_, i) => turnedPiece(from + i, damaged));

const fit = (good: readonly TurnedPiece[], aligned: boolean): Promise<FittedAnomaly> => {
  const chosen = aligned ? alignmentFor(good.map(({ frame }) => mainAxisOf(frame, contrast))) : null;
  if (aligned) expect(chosen!.fits.every(Boolean)).toBe(true);
  return fitAnomaly({
    frames: good.map(({ frame }) => frame),
    ...(chosen && { alignment: chosen.alignment }),
    ...{ engine: testEngine, name: 'turned', created: '2026-11-21T09:00:00Z', by: 'a test' },
    placement: 'loose',
    options: { maxBytes: 4_000_000 },
  });
};

/** What the station makes of each piece: align, preprocess, run, decode, turn back. */
const judged = ({ manifest, model }: FittedAnomaly, all: readonly TurnedPiece[]): Promise<Decoded[]> =>
  withModel(testEngine(manifest.input), model, async (loaded) => {
    const { input } = manifest;
    const preprocessor = createPreprocessor(input);
    const answers: Decoded[] = [];
    for (const { frame } of all) {
      const shown = shownOf(input, frame)!;
      const placement = preprocessor.run(shown.frame);
      const data = await loaded.run(preprocessor.tensor.slice());
      const map = { dims: [1, 1, input.height / cell, input.width / cell], data };
      const outputs = new Map([[anomalyTensors.map, map]]);
      answers.push(turnedBack(decode(manifest, outputs, shown.frame, placement), shown.turn, frame));
    }
    return answers;
  });

/** One cell of the model, in frame pixels, in every direction. */
const slack = 10;
const within = (
  [x = 0, y = 0]: readonly number[],
  [left, top, wide, high]: readonly [number, number, number, number],
) => x > left - slack && x < left + wide + slack && y > top - slack && y < top + high + slack;

describe('instruments that lie any way', () => {
  it('are told good from damaged far better when aligned, and the damage is where it is said to be', async () => {
    const good = pieces(40, 1000, false);
    const trial = [...pieces(20, 5000, false), ...pieces(20, 6000, true)];
    const truth = trial.map(({ defective }) => defective);
    const of = async (model: FittedAnomaly) => {
      const answers = await judged(model, trial);
      const area = auroc(
        answers.map(({ score }) => score),
        truth,
      )!;
      return { answers, area };
    };
    const [plain, aligned] = [await of(await fit(good, false)), await of(await fit(good, true))];
    expect(plain.area).toBeLessThan(0.7);
    expect(aligned.area).toBeGreaterThan(0.9);

    const found = trial.flatMap(({ damage }, i) => {
      const { findings, map } = aligned.answers[i]!;
      return damage && findings[0] ? [{ damage, top: findings[0], map: map! }] : [];
    });
    const on = found.filter(({ damage: { line }, top, map }) => {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line;
      const middle = [(x0 + x1) / 2, (y0 + y1) / 2];
      expect(within(middle, map.onFrame)).toBe(true);
      return within(middle, top.box);
    });
    expect(found.length).toBeGreaterThanOrEqual(10);
    expect(on.length / found.length).toBeGreaterThan(0.8);
  }, 120_000);
});
