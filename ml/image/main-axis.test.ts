import { describe, expect, it } from 'vitest';
import { turnedPiece } from '../demo/turned.fixture.ts';
import type { Frame } from './frame.ts';
import { mainAxisOf, type MainAxis } from './main-axis.ts';

const [width, height] = [400, 300];
const full = { matrix: 'bt601', range: 'full' } as const;
type Shape = (x: number, y: number) => boolean;

/** Dark shapes (60) on a bright ground (200). */
function drawn(...shapes: readonly Shape[]): Frame {
  const data = Uint8Array.from({ length: width * height }, (_, at) =>
    shapes.some((has) => has((at % width) + 0.5, Math.floor(at / width) + 0.5)) ? 60 : 200,
  );
  return { width, height, layout: 'grey', colour: full, data };
}

const turn = (degrees: number, [x, y]: readonly [number, number], shape: Shape): Shape => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return (px, py) => shape(cos * (px - x) + sin * (py - y), cos * (py - y) - sin * (px - x));
};
const bar = (length: number, wide: number, at: readonly [number, number] = [200, 150], degrees = 0): Shape =>
  turn(degrees, at, (u, v) => Math.abs(u) <= length / 2 && Math.abs(v) <= wide / 2);
/** 200 long, 50 wide at its left end and 10 at its right. */
const taper: Shape = (u, v) => Math.abs(u) <= 100 && Math.abs(v) <= 15 - u / 10;
const disc =
  (radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - 200, y - 150) <= radius;

const degreesOf = ({ cos, sin }: MainAxis) => (Math.atan2(sin, cos) * 180) / Math.PI;
/** To the nearest whole turn. */
const off = (degrees: number) => ((((degrees + 180) % 360) + 360) % 360) - 180;
const angles = Array.from({ length: 24 }, (_, i) => 15 * i + 3);

describe('mainAxisOf', () => {
  it('finds the axis of a bar, to half a degree and a pixel, however it is turned', () => {
    for (const angle of angles) {
      const axis = mainAxisOf(drawn(bar(200, 30, [210, 140], angle)), 25)!;
      expect(Math.abs(off(2 * (degreesOf(axis) - angle))) / 2).toBeLessThan(0.5);
      expect(Math.hypot(axis.x - 210, axis.y - 140)).toBeLessThan(1);
      for (const [reach, is] of [
        [axis.back, 100],
        [axis.ahead, 100],
        [axis.aside, 15],
      ] as const)
        expect(Math.abs(reach - is)).toBeLessThan(5);
    }
  });

  it('points from the wider end to the narrower one', () => {
    for (const angle of angles) {
      const axis = mainAxisOf(drawn(turn(angle, [200, 150], taper)), 25)!;
      expect(Math.abs(off(degreesOf(axis) - angle))).toBeLessThan(1);
      expect(axis.back).toBeLessThan(axis.ahead - 10);
    }
  });

  it('an instrument with rings and reflections, brighter or darker than its ground: to a degree', () => {
    for (const ground of [40, 215])
      for (let seed = 1; seed <= 12; seed += 1) {
        const { frame, angle } = turnedPiece(seed, seed % 2 === 0, { ground });
        const found = degreesOf(mainAxisOf(frame, 25)!);
        expect(Math.abs(off(found - (angle * 180) / Math.PI))).toBeLessThan(1);
      }
  });

  it('gives exact numbers: the same bytes, the same axis', () => {
    expect(mainAxisOf(drawn(bar(200, 20, [200, 150])), 25)).toEqual({
      ...{ x: 200, y: 150, cos: 1, sin: 0, back: 102, ahead: 102, aside: 12 },
    });
    expect(mainAxisOf(drawn(bar(20, 200, [200, 150])), 25)).toMatchObject({ cos: 0, sin: 1, aside: 12 });
  });

  it('sees the same in planes of a camera and in RGB', () => {
    const grey = drawn(turn(33, [200, 150], taper));
    const axis = mainAxisOf(grey, 25);
    const rgb = Uint8Array.from({ length: 3 * grey.data.length }, (_, at) =>
      at % 3 === 1 ? grey.data[Math.floor(at / 3)]! : 9,
    );
    expect(mainAxisOf({ ...grey, layout: 'rgb', data: rgb }, 25)).toEqual(axis);
    const limited = Uint8Array.from({ length: (width * height * 3) / 2 }, (_, at) =>
      at < grey.data.length ? 16 + Math.round((grey.data[at]! * 219) / 255) : 128,
    );
    const i420 = { ...grey, layout: 'i420', colour: { ...full, range: 'limited' }, data: limited } as const;
    expect(degreesOf(mainAxisOf(i420, 25)!)).toBeCloseTo(degreesOf(axis!), 1);
  });

  it.each<readonly [string, Frame]>([
    ['nothing on the ground', drawn()],
    ['a disc', drawn(disc(60))],
    ['a bar less than twice as long as wide', drawn(bar(100, 60))],
    ['a speck', drawn(bar(12, 3))],
    ['two parts', drawn(bar(200, 20, [200, 100]), bar(200, 20, [200, 200]))],
    ['a part that the border cuts', drawn(bar(200, 20, [320, 150]))],
    ['a part on a ground that is not plain', drawn(bar(150, 20), bar(20, 300, [390, 150]))],
    ['a picture of a few pixels', { ...drawn(), width: 4, height: 4, data: new Uint8Array(16) }],
  ])('refuses %s', (_, frame) => {
    expect(mainAxisOf(frame, 25)).toBeNull();
  });

  it('a part must differ by more than the contrast', () => {
    const frame = drawn(bar(200, 20));
    expect(mainAxisOf(frame, 139)).not.toBeNull();
    expect(mainAxisOf(frame, 140)).toBeNull();
  });
});
