import { expect, test } from 'vitest';
import type { Finding } from '../../../ml/verdict/result.ts';
import { heatPixels } from './heat.ts';
import { drawFindings, findingAt, fit, linesOf, type Pen } from './overlay.ts';

const box = (x: number, y: number, width: number, height: number): Finding => ({
  kind: 'box',
  box: [x, y, width, height],
  class: 'pit',
  score: 0.9,
});

/** A pen that writes down what it is asked to draw. */
function recorder() {
  const drawn: string[] = [];
  const state: Record<string, unknown> = {};
  const pen = new Proxy(state, {
    get: (_, name: string) => {
      if (name === 'measureText') return () => ({ width: 8 });
      if (name === 'stroke')
        return () => drawn.push(`stroke ${String(state['lineWidth'])} ${String(state['strokeStyle'])}`);
      if (name === 'fillText') return (text: string) => drawn.push(`text ${text}`);
      return (...values: unknown[]) => drawn.push([name, ...values].join(' '));
    },
    set: (_, name: string, value) => {
      state[name] = value;
      return true;
    },
  }) as unknown as Pen;
  return { pen, drawn };
}
const style = { colour: '#e8501f', ink: '#0b0d10', unit: 1, selected: -1 };

test('a finding is a 3 px coloured line between 1 px black and 1 px white, with its number', () => {
  const { pen, drawn } = recorder();
  drawFindings(pen, [box(10, 40, 20, 8)], 2, style);
  expect(drawn).toContain('rect 20 80 40 16');
  expect(drawn.filter((what) => what.startsWith('stroke'))).toEqual([
    'stroke 7 #ffffff',
    'stroke 5 #000000',
    'stroke 3 #e8501f',
  ]);
  expect(drawn).toContain('text 1');
});

test('the selected finding is drawn last and heavier, and keeps its number; a polygon is closed', () => {
  const { pen, drawn } = recorder();
  const polygon: Finding = { ...box(0, 0, 9, 9), kind: 'polygon', polygon: [0, 0, 9, 0, 9, 9] };
  drawFindings(pen, [polygon, box(5, 5, 2, 2)], 1, { ...style, selected: 0 });
  expect(drawn.filter((what) => what.startsWith('text'))).toEqual(['text 2', 'text 1']);
  expect(drawn.filter((what) => what.startsWith('stroke')).slice(3)[2]).toBe('stroke 5 #e8501f');
  expect(drawn.join(',')).toContain('moveTo 0 0,lineTo 9 0,lineTo 9 9,closePath');
});

test('a hole is a line of its own: the way to it and back is not drawn', () => {
  const square = (x: number, y: number, side: number) =>
    [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
    ] as const;
  const [outer, hole, other] = [square(0, 0, 9), square(2, 2, 2).toReversed(), square(6, 6, 1).toReversed()];
  expect(linesOf(outer.flat())).toEqual([outer]);
  const walk = [...outer, outer[0]!, ...hole, hole[0]!, outer[0]!, ...other, other[0]!];
  expect(linesOf(walk.flat())).toEqual([outer, hole, other]);
});

test('a picture fits whole; a click takes the smallest finding under it', () => {
  expect(fit({ width: 1280, height: 720 }, { width: 640, height: 640 })).toEqual({
    scale: 0.5,
    width: 640,
    height: 360,
  });
  const findings = [box(0, 0, 100, 100), box(40, 40, 10, 10)];
  expect(findingAt(findings, 45, 45)).toBe(1);
  expect(findingAt(findings, 5, 5)).toBe(0);
  expect(findingAt(findings, 500, 5)).toBe(-1);
});

test('heat: no score is nearly transparent and dark, a full score bright', () => {
  expect([...heatPixels(new Uint8Array([0, 255]))]).toEqual([0, 0, 4, 0, 252, 255, 164, 153]);
});
