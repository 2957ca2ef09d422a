import { expect, it } from 'vitest';
import { createRandom } from '../demo/random.ts';
import type { Decoded } from '../verdict/result.ts';
import { turnedBack } from './turn-back.ts';

const frame = { width: 200, height: 100 };
const box = { kind: 'box', box: [10, 20, 30, 10], class: 'pit', score: 0.9, lengthPx: 31 } as const;

it('without a turn nothing changes', () => {
  const decoded: Decoded = { score: 0.9, findings: [box] };
  expect(turnedBack(decoded, null, frame)).toBe(decoded);
});

it('a box becomes the polygon of its corners, a polygon stays one; lengths stay', () => {
  // 3, 4, 5: (u, v) lies at (100 + 0.6 u − 0.8 v, 5 + 0.8 u + 0.6 v).
  const turn = { x: 100, y: 5, cos: 0.6, sin: 0.8 };
  const mask = { ...box, kind: 'mask', polygon: [10, 20, 40, 20, 40, 30] } as const;
  const { findings, score } = turnedBack({ score: 0.9, findings: [box, mask] }, turn, frame);
  expect(score).toBe(0.9);
  const [first, second] = findings.map(({ polygon = [], ...rest }) => ({
    ...{ ...rest, box: rest.box.map((n) => Number(n.toFixed(9))) },
    polygon: polygon.map((n) => Number(n.toFixed(9))),
  }));
  expect(first).toEqual({
    ...{ ...box, kind: 'polygon', box: [82, 25, 26, 30] },
    polygon: [90, 25, 108, 49, 100, 55, 82, 31],
  });
  expect(second).toEqual({ ...mask, box: [90, 25, 18, 30], polygon: [90, 25, 108, 49, 100, 55] });
});

it('findings end with the frame', () => {
  const { findings } = turnedBack({ score: 1, findings: [box] }, { x: 175, y: 0, cos: 1, sin: 0 }, frame);
  expect(findings[0]).toMatchObject({
    box: [185, 20, 15, 10],
    polygon: [185, 20, 200, 20, 200, 30, 185, 30],
  });
});

it('a map lies upright about its window: every value is on it where it belongs, and 0 beside it', () => {
  const random = createRandom(5);
  const values = Float32Array.from({ length: 12 * 5 }, (_, i) => (i + 1) / 100);
  const map = { width: 12, height: 5, values, onFrame: [-4, 2, 48, 20] } as const;
  for (let trial = 0; trial < 40; trial += 1) {
    const angle = random.between(0, 7);
    const turn = { x: random.between(0, 90), y: 40, cos: Math.cos(angle), sin: Math.sin(angle) };
    const turned = turnedBack({ score: 1, findings: [], map }, turn, frame).map!;
    expect(new Set(turned.values)).toEqual(new Set([...values, 0]));
    const [left, top, wide, high] = turned.onFrame;
    // Where the middle of cell (9, 3) lies on the frame, its value is read.
    const [u, v] = [-4 + 9.5 * 4, 2 + 3.5 * 4];
    const x = turn.x + turn.cos * u - turn.sin * v;
    const y = turn.y + turn.sin * u + turn.cos * v;
    const column = Math.floor(((x - left) / wide) * turned.width);
    const row = Math.floor(((y - top) / high) * turned.height);
    expect(turned.values[row * turned.width + column]).toBe(values[3 * 12 + 9]);
  }
});
