import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../image/frame.ts';
import { createPreprocessor } from '../image/preprocess.ts';
import { cropFrame, tilesOf } from '../image/tiles.ts';
import { manifestOf } from '../package/manifest.fixture.ts';
import type { Manifest } from '../package/manifest.ts';
import type { OutputTensor } from './decode.ts';
import { mergeSightings } from './merge.ts';
import { stitch } from './stitch.ts';
import { decodeTiles } from './tiles.ts';

// A defect slides over the borders of tiles; whatever its place, the frame gets the same answer. The "networks" look at tensors only.

const side = 64;
const tiled = { width: side, height: side, fit: 'tile', tile: { overlap: 24 }, kernel: 'area/u8' };
const classes = [
  { name: 'good', verdict: 'pass' },
  { name: 'scratch', verdict: 'defect' },
];
const boxes = { minScore: 0.3, iou: 0.5 };
const detector = manifestOf(
  { task: 'detect', classes: [classes[1]], outputs: { family: 'yolov8', output: 'y', ...boxes } },
  tiled,
);
const mapper = manifestOf(
  {
    task: 'anomaly',
    classes: [classes[1]],
    outputs: { family: 'score-map', map: 'y' },
    thresholds: { pass: 0.5, defect: 0.7 },
  },
  { ...tiled, scale: 1 / 255 },
);
const segmenter = manifestOf(
  {
    task: 'segment',
    classes,
    outputs: { family: 'segmentation', logits: 'y', activation: 'none', minScore: 0.5 },
  },
  { ...tiled, scale: 1 / 255 },
);

type Network = (tensor: Float32Array) => OutputTensor;
function judgeTiles(manifest: Manifest, network: Network, frame: Frame) {
  const preprocessor = createPreprocessor(manifest.input);
  const answers = tilesOf(manifest.input, frame).map((tile) => {
    const placement = preprocessor.run(cropFrame(frame, tile));
    return { tile, placement, outputs: new Map([['y', network(preprocessor.tensor)]]) };
  });
  return decodeTiles(manifest, answers, frame);
}

/** Bright pixels of the tensor, as one box around them; a single one, or none, is [0, 0, 0, 0] of score 0. */
const findsBright: Network = (tensor) => {
  const bright = [...tensor.keys()].filter((at) => (tensor[at] ?? 0) > 150);
  const [xs, ys] = [bright.map((at) => at % side), bright.map((at) => Math.floor(at / side))];
  const [x0, x1] = [Math.min(...xs, side), Math.max(...xs, 0) + 1];
  const [y0, y1] = [Math.min(...ys, side), Math.max(...ys, 0) + 1];
  const box = bright.length === 0 ? [0, 0, 0, 0, 0] : [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0, 0.9];
  return { dims: [1, 5, 1], data: Float32Array.from(box) };
};
/** The mean of 5 × 5 around each pixel, padded with 0 as a convolution is: wrong at the borders of a tile. */
const blurs = (tensor: Float32Array): Float32Array =>
  tensor.map((_, at) => {
    let sum = 0;
    for (let dy = -2; dy <= 2; dy += 1)
      for (let dx = -2; dx <= 2; dx += 1) {
        const [x, y] = [(at % side) + dx, Math.floor(at / side) + dy];
        if (x >= 0 && x < side && y >= 0 && y < side) sum += tensor[y * side + x] ?? 0;
      }
    return sum / 25;
  });
const maps: Network = (tensor) => ({ dims: [1, 1, side, side], data: blurs(tensor) });
const segments: Network = (tensor) => {
  const bright = blurs(tensor);
  const data = new Float32Array(2 * bright.length);
  data.set(bright.map((value) => 1 - value));
  data.set(bright, bright.length);
  return { dims: [1, 2, side, side], data };
};

function frameWith(
  width: number,
  height: number,
  [x, y, w, h]: readonly number[],
  layout: Frame['layout'] = 'grey',
): Frame {
  const bright = (column: number, row: number) =>
    column >= x! && column < x! + w! && row >= y! && row < y! + h! ? 230 : 20;
  const luma = Uint8Array.from({ length: width * height }, (_, at) =>
    bright(at % width, Math.floor(at / width)),
  );
  const colour = { matrix: 'bt601', range: 'full' } as const;
  if (layout === 'grey') return { width, height, layout, colour, data: luma };
  const data = new Uint8Array(luma.length + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)).fill(128);
  data.set(luma);
  return { width, height, layout: 'i420', colour, data };
}

const places = fc.record({
  width: fc.integer({ min: 65, max: 200 }),
  height: fc.integer({ min: 65, max: 200 }),
  x: fc.integer({ min: 6, max: 180 }),
  y: fc.integer({ min: 6, max: 180 }),
  layout: fc.constantFrom<Frame['layout']>('grey', 'i420'),
});
const anywhere = (size: readonly [number, number], check: (frame: Frame, box: readonly number[]) => void) =>
  fc.assert(
    fc.property(places, ({ width, height, x, y, layout }) => {
      const box = [Math.min(x, width - size[0] - 6), Math.min(y, height - size[1] - 6), ...size];
      check(frameWith(width, height, box, layout), box);
    }),
    { seed: 20261121, numRuns: 60 },
  );

describe('a defect on or off a border', () => {
  test('is one box, where it lies', () =>
    anywhere([14, 10], (frame, box) => {
      const { findings, score } = judgeTiles(detector, findsBright, frame);
      expect(findings.map((each) => each.box)).toEqual([box]);
      expect(score).toBeCloseTo(0.9, 6);
    }));
  test('is one box even if it is larger than the overlap, and than a tile', () =>
    anywhere([45, 52], (frame, box) => {
      const { findings } = judgeTiles(detector, findsBright, frame);
      expect(findings.map((each) => each.box)).toEqual([box]);
    }));
  test.each([
    ['score map', mapper, maps],
    ['segmentation', segmenter, segments],
  ])('has the same %s', (_, manifest, network) =>
    anywhere([14, 10], (frame, [x = 0, y = 0, width, height]) => {
      const { findings, score, map } = judgeTiles(manifest, network, frame);
      expect(score).toBeCloseTo(230 / 255, 5);
      // a mean of 5 × 5 is above one half where at least 11 of the 25 pixels are bright: all but the corners
      expect(findings.map((each) => each.box.map((pixels) => Number(pixels.toFixed(6))))).toEqual([
        [x, y, width, height],
      ]);
      expect([map?.width, map?.height, map?.onFrame]).toEqual([
        frame.width,
        frame.height,
        [0, 0, frame.width, frame.height],
      ]);
    }),
  );
});

test('the stitched map of a large picture is what one large tensor would give, but for the edge of the frame', () => {
  const frame = frameWith(150, 97, [0, 0, 0, 0]);
  const noisy = { ...frame, data: frame.data.map((_, at) => (at * 7919 + (at >> 7) * 104729) % 251) };
  const { map } = judgeTiles(mapper, maps, noisy);
  for (let y = 2; y < 95; y += 1)
    for (let x = 2; x < 148; x += 1) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy += 1)
        for (let dx = -2; dx <= 2; dx += 1) sum += noisy.data[(y + dy) * 150 + x + dx] ?? NaN;
      expect(map?.values[y * 150 + x]).toBeCloseTo(sum / 25 / 255, 5);
    }
});

test('class scores: the worst tile decides', () => {
  const manifest = manifestOf(
    { classes, outputs: { family: 'classes', scores: 'y', activation: 'none' } },
    tiled,
  );
  const network: Network = (tensor) => {
    const share = tensor.filter((value) => value > 150).length > 0 ? 0.75 : 0.125;
    return { dims: [1, 2], data: Float32Array.of(1 - share, share) };
  };
  anywhere([4, 4], (frame) => {
    const { score, classes: named } = judgeTiles(manifest, network, frame);
    expect([score, named?.[0]?.class]).toEqual([0.75, 'scratch']);
  });
  expect(judgeTiles(manifest, network, frameWith(150, 100, [0, 0, 0, 0])).score).toBe(0.125);
});

describe('boxes of two tiles', () => {
  const [left, right] = [
    { x: 0, y: 0, width: 64, height: 64 },
    { x: 40, y: 0, width: 64, height: 64 },
  ];
  const merge = (
    ...seen: (readonly [typeof left, readonly [number, number, number, number], number, string?])[]
  ) =>
    mergeSightings(
      seen.map(([tile, box, score, name = 'scratch']) => ({
        tile,
        finding: { kind: 'box', box, class: name, score },
      })),
      { width: 104, height: 64 },
      [left, right],
      { iou: 0.5, margin: 4 },
    ).map(({ box, score }) => [...box, score]);

  test('a whole one answers for its cut other half, though that is surer', () => {
    expect(merge([left, [34, 10, 20, 10], 0.6], [right, [40, 10, 14, 10], 0.9])).toEqual([
      [34, 10, 20, 10, 0.6],
    ]);
  });
  test('two whole ones of one object are one; of two classes, or apart, they are two', () => {
    expect(merge([left, [46, 10, 10, 10], 0.6], [right, [46, 11, 10, 10], 0.7])).toEqual([
      [46, 11, 10, 10, 0.7],
    ]);
    expect(merge([left, [46, 10, 10, 10], 0.6], [right, [46, 10, 10, 10], 0.7, 'rust'])).toHaveLength(2);
    expect(merge([left, [46, 10, 10, 10], 0.6], [right, [46, 40, 10, 10], 0.7])).toHaveLength(2);
  });
  test('cut ones that disagree where both tiles look are two objects', () => {
    expect(merge([left, [30, 10, 34, 10], 0.6], [right, [40, 40, 40, 10], 0.7])).toHaveLength(2);
    expect(merge([left, [30, 10, 34, 10], 0.6], [right, [40, 10, 40, 10], 0.7])).toEqual([
      [30, 10, 50, 10, 0.7],
    ]);
  });
});

test('a map too large to keep is pooled: the strongest pixel stands for its neighbours', () => {
  const cells = 4096;
  const values = new Float32Array(cells * 1100);
  values[517 * cells + 4001] = 0.75;
  const tile = { x: 0, y: 0, width: cells, height: 1100 };
  const whole = stitch([{ tile, width: cells, height: 1100, values, rank: values }], tile, tile);
  expect([whole.width, whole.height, whole.pooled, whole.pixel]).toEqual([2048, 550, 2, [2, 2]]);
  expect(whole.values[258 * 2048 + 2000]).toBe(0.75);
  expect(whole.values.filter((value) => value > 0)).toHaveLength(1);
});

describe('tiles', () => {
  const input = manifestOf({}, tiled).input;
  test('cover the frame, begin at even pixels, share what they must', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 700 }), (width, height) => {
        const tiles = tilesOf(input, { width, height });
        for (const [start, size, length] of [
          ['x', 'width', width],
          ['y', 'height', height],
        ] as const) {
          const spans = [...new Map(tiles.map((tile) => [tile[start], tile[size]]))].toSorted(
            ([a], [b]) => a - b,
          );
          expect([spans[0]![0], spans.at(-1)![0] + spans.at(-1)![1]]).toEqual([0, length]);
          expect(
            spans.every(
              ([at, is]) => at % 2 === 0 && is <= side && (length < side ? is === length : is >= side - 1),
            ),
          ).toBe(true);
          for (const [index, [at]] of spans.entries())
            if (index > 0)
              expect(spans[index - 1]![0] + spans[index - 1]![1] - at).toBeGreaterThanOrEqual(24 - 1);
        }
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
  test('at half scale a tile is twice as large; too many are refused', () => {
    const half = manifestOf({}, { ...tiled, tile: { overlap: 24, scale: 0.5 } }).input;
    expect(tilesOf(half, { width: 128, height: 100 })).toEqual([{ x: 0, y: 0, width: 128, height: 100 }]);
    expect(createPreprocessor(half).run(frameWith(128, 100, [0, 0, 0, 0]))).toEqual({
      scaleX: 0.5,
      scaleY: 0.5,
      left: 0,
      top: 0,
    });
    expect(() => tilesOf(input, { width: 3000, height: 3000 })).toThrow('1024 are allowed');
  });
  test('a crop of each layout has the very bytes', () => {
    const tile = { x: 2, y: 2, width: 3, height: 2 };
    const colour = { matrix: 'bt601', range: 'full' } as const;
    const data = (length: number) => Uint8Array.from({ length }, (_, at) => at);
    const crop = (layout: Frame['layout'], length: number) => [
      ...cropFrame({ width: 6, height: 4, layout, colour, data: data(length) }, tile).data,
    ];
    expect(crop('grey', 24)).toEqual([14, 15, 16, 20, 21, 22]);
    expect(crop('rgb', 72).slice(0, 4)).toEqual([42, 43, 44, 45]);
    expect(crop('i420', 36)).toEqual([14, 15, 16, 20, 21, 22, 28, 29, 34, 35]);
  });
});
