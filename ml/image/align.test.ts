import { describe, expect, it } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { shownOf, type Alignment } from './align.ts';
import type { Frame } from './frame.ts';

const colour = { matrix: 'bt601', range: 'full' } as const;
const alignment: Alignment = { to: 'main-axis', contrast: 25, width: 120, height: 40, middle: 56 };

/** A bar of 80 × 16 at (50, 42) with one pixel of its own at (60, 45); 180 × 100 pixels. */
function lying(
  at: (x: number, y: number) => readonly [number, number] = (x, y) => [x, y],
  side = [180, 100],
): Frame {
  const [width = 0, height = 0] = side;
  const data = new Uint8Array(width * height).fill(200);
  for (let y = 42; y < 58; y += 1)
    for (let x = 50; x < 130; x += 1) {
      const [px, py] = at(x, y);
      data[py * width + px] = x === 60 && y === 45 ? 90 : 60;
    }
  return { width, height, layout: 'grey', colour, data };
}

describe('shownOf', () => {
  it('without alignment it is the frame itself', () => {
    const frame = lying();
    const shown = shownOf(manifestOf().input, frame);
    expect(shown).toEqual({ frame, turn: null });
    expect(shown!.frame).toBe(frame);
  });

  it('a part that lies along the picture is cut out pixel by pixel', () => {
    const frame = lying();
    const { frame: window, turn } = shownOf({ alignment }, frame)!;
    // The middle of the part, (90, 50), comes to (56, 20).
    expect(turn).toEqual({ x: 34, y: 30, cos: 1, sin: 0 });
    expect([window.width, window.height, window.layout]).toEqual([120, 40, 'grey']);
    for (let v = 0; v < 40; v += 1)
      expect(window.data.subarray(120 * v, 120 * (v + 1))).toEqual(
        frame.data.subarray(180 * (v + 30) + 34, 180 * (v + 30) + 154),
      );
  });

  it('one that stands upright is turned by a quarter, pixel by pixel', () => {
    // Frame (x, y) of the lying part is (y, x) of the mirrored one, which turned back stands on its head.
    const upright = lying((x, y) => [99 - y, x], [100, 180]);
    const [a, b] = [shownOf({ alignment }, lying())!.frame, shownOf({ alignment }, upright)!];
    expect(b.turn).toMatchObject({ cos: 0, sin: 1 });
    expect(b.frame.data).toEqual(a.data);
  });

  it('colours turn with the brightness', () => {
    const grey = lying();
    const rgb = Uint8Array.from({ length: 3 * grey.data.length }, (_, at) =>
      Math.max(0, grey.data[Math.floor(at / 3)]! - (at % 3)),
    );
    const window = shownOf({ alignment }, { ...grey, layout: 'rgb', data: rgb })!.frame;
    const plain = shownOf({ alignment }, grey)!.frame;
    expect(window.data).toEqual(
      Uint8Array.from(
        { length: 3 * plain.data.length },
        (_, at) => plain.data[Math.floor(at / 3)]! - (at % 3),
      ),
    );

    const chroma = Uint8Array.from({ length: 2 * 90 * 50 }, (_, at) => at % 250);
    const i420 = new Uint8Array([...grey.data, ...chroma]);
    const camera = shownOf({ alignment }, { ...grey, layout: 'i420', data: i420 })!.frame;
    expect(camera.data.length).toBe(120 * 40 * 1.5);
    expect(camera.data.subarray(0, 4800)).toEqual(plain.data);
    // Half of (34, 30), in planes half as wide.
    for (const [plane, row] of [
      [0, 0],
      [0, 19],
      [1, 7],
    ] as const) {
      const from = plane * 4500 + 90 * (row + 15) + 17;
      const to = 4800 + plane * 1200 + 60 * row;
      expect(camera.data.subarray(to, to + 60)).toEqual(chroma.subarray(from, from + 60));
    }
  });

  it('beyond the frame its border is repeated', () => {
    const wide = { ...alignment, width: 240, middle: 116 };
    const { frame } = shownOf({ alignment: wide }, lying())!;
    expect([...frame.data.subarray(0, 30)]).toEqual(Array.from({ length: 30 }, () => 200));
  });

  it('there is nothing to show where no part is found, or it reaches beyond the window', () => {
    const empty = { ...lying(), data: new Uint8Array(18_000).fill(200) };
    expect(shownOf({ alignment }, empty)).toBeNull();
    for (const change of [{ middle: 40 }, { width: 96 }, { height: 17 }])
      expect(shownOf({ alignment: { ...alignment, ...change } }, lying())).toBeNull();
  });
});
