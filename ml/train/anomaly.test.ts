import { describe, expect, it } from 'vitest';
import { demoDataset } from '../demo/dataset.ts';
import type { Frame } from '../image/frame.ts';
import { fitAnomaly, inputFor, type AnomalyFit } from './anomaly.ts';
import { testEngine } from './engine.fixture.ts';
import { makeStarterPackage } from './starter.ts';
import { seen, viewsOf } from './views.ts';

const size = { width: 320, height: 180 };
const good = (count: number): Frame[] =>
  [...demoDataset(count, { from: 500, only: 'good', size })].map(({ frame }) => frame);
const request = (frames: Frame[]): AnomalyFit & { frames: Frame[] } => ({
  frames,
  engine: testEngine,
  name: 'test',
  created: '2026-01-02T03:04:05Z',
  by: 'test',
  placement: 'fixture',
  options: { side: 128, maxBytes: 2_000_000 },
});

describe('fitAnomaly', () => {
  it('refuses too few pictures, saying how many are needed', async () => {
    await expect(fitAnomaly(request(good(19)))).rejects.toThrow('at least 20 good pictures, got 19');
    await expect(fitAnomaly({ ...request(good(7)), few: true })).rejects.toThrow(
      'at least 8 good pictures, got 7',
    );
  });

  it('refuses pictures of several sizes, naming the first that differs', async () => {
    const odd = [...demoDataset(1, { size: { width: 160, height: 90 } })].map(({ frame }) => frame);
    await expect(fitAnomaly(request([...good(2), ...odd]))).rejects.toThrow(
      'the first is 320 × 180, number 3 is 160 × 90',
    );
  });

  it('stops when it is cancelled', async () => {
    await expect(fitAnomaly({ ...request(good(1)), signal: { aborted: true } })).rejects.toThrow('cancelled');
  });

  it('gives the same model for the same pictures, held within its size', async () => {
    const frames = good(20);
    const [one, two] = [await fitAnomaly(request(frames)), await fitAnomaly(request(frames))];
    expect(two.model).toEqual(one.model);
    expect(one.model.length).toBeLessThan(2_000_000);
    expect(one.heldBack.length).toBe(4);
    expect(one.manifest.input).toMatchObject({ width: 128, height: 72, kernel: 'area/u8', fit: 'stretch' });
  });
});

describe('inputFor', () => {
  it('keeps the shape in whole cells and never enlarges', () => {
    expect(inputFor({ width: 1280, height: 720 }, 256)).toMatchObject({ width: 256, height: 144 });
    expect(inputFor({ width: 300, height: 300 }, 160)).toMatchObject({ width: 160, height: 160 });
    expect(inputFor({ width: 103, height: 66 }, 160)).toMatchObject({ width: 100, height: 64 });
    expect(() => inputFor({ width: 1000, height: 60 }, 160)).toThrow(
      'input of 160 × 8; each side needs 32 pixels',
    );
  });
});

describe('views', () => {
  const plane = Float32Array.of(1, 2, 3, 4, 5, 6); // 3 × 2
  it('mirrors and moves, the edge repeated', () => {
    expect([...seen(plane, 3, { flipX: true, flipY: false, dx: 0, dy: 0 })]).toEqual([3, 2, 1, 6, 5, 4]);
    expect([...seen(plane, 3, { flipX: false, flipY: true, dx: 0, dy: 0 })]).toEqual([4, 5, 6, 1, 2, 3]);
    expect([...seen(plane, 3, { flipX: false, flipY: false, dx: 1, dy: 0 })]).toEqual([2, 3, 3, 5, 6, 6]);
    expect([...seen(plane, 3, { flipX: false, flipY: false, dx: 0, dy: -1 })]).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('multiplies: four mirrorings of five moves', () => {
    expect(viewsOf({ mirrors: 'both', shifts: true }).length).toBe(20);
    expect(viewsOf({ mirrors: 'none', shifts: false })).toEqual([
      { flipX: false, flipY: false, dx: 0, dy: 0 },
    ]);
  });
});

describe('makeStarterPackage', () => {
  it('makes every file of a package and tells rusty pieces from clean ones', async () => {
    const pieces = [...demoDataset(24, { size, from: 900 })];
    const rusty = pieces.filter(
      ({ piece }) => piece.defects.length === 0 || piece.defects.some(({ kind }) => kind === 'rust'),
    );
    const trial = rusty.map(({ frame, label }) => ({ frame, defective: label === 'damaged', boxes: [] }));
    const { files, figures } = await makeStarterPackage({
      ...request(good(30)),
      trial,
      pictures: 'Demo pieces.',
    });
    expect([...files.keys()].filter((path) => !path.startsWith('golden/frames/')).toSorted()).toEqual([
      'MLmodel',
      'card.md',
      'conda.yaml',
      'golden/index.json',
      'golden/tensors.bin',
      'model.json',
      'model.onnx',
      'python_env.yaml',
      'requirements.txt',
    ]);
    expect(figures?.defective).toBeGreaterThan(0);
    expect(figures?.auroc).toBe(1);
    expect(figures?.escapes).toBe(0);
  });
});
