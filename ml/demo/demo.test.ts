import { describe, expect, it } from 'vitest';
import { demoDataset } from './dataset.ts';
import { instruments } from './instruments.ts';
import { liveFrame } from './live.ts';
import { boxOnFrame, demoPiece, designSize } from './piece.ts';
import { createRandom } from './random.ts';
import { createDemoCamera, renderPiece } from './render.ts';

describe('createRandom', () => {
  it('is mulberry32: the first numbers of seed 1', () => {
    const random = createRandom(1);
    expect([random.next(), random.next()].map((x) => x * 2 ** 32)).toEqual([2693262067, 11749833]);
  });
});

describe('demoPiece', () => {
  it('begins with a clean piece and a damaged one', () => {
    expect(demoPiece(1).defects).toEqual([]);
    expect(demoPiece(2).defects.length).toBeGreaterThan(0);
  });

  it('damages about two of five', () => {
    const damaged = Array.from({ length: 1000 }, (_, i) => demoPiece(i + 3)).filter(
      (piece) => piece.defects.length > 0,
    );
    expect(damaged.length).toBeGreaterThan(350);
    expect(damaged.length).toBeLessThan(450);
  });

  it('refuses what is no seed and what is not on the bench', () => {
    expect(() => demoPiece(1.5)).toThrow('whole number from 0, got 1.5');
    expect(() => demoPiece(1, 'Hammer')).toThrow('no demo instrument "Hammer"');
  });
});

describe('renderPiece', () => {
  const size = { width: 640, height: 360 };

  it('gives the same bytes for the same piece, and others for another', () => {
    const camera = createDemoCamera(size);
    const first = camera.picture(demoPiece(7)).data;
    expect(camera.picture(demoPiece(7)).data).toEqual(first);
    expect(camera.picture(demoPiece(8)).data).not.toEqual(first);
  });

  it.each(instruments.map(({ name }) => name))(
    'changes %s only inside the boxes of its damage, and visibly',
    (name) => {
      const camera = createDemoCamera(designSize, name);
      for (let seed = 50; seed < 62; seed++) {
        const piece = demoPiece(seed, name, true);
        const hurt = camera.picture(piece).data;
        const whole = camera.picture({ ...piece, defects: [] }).data;
        const inside = piece.defects.map(() => 0);
        for (let i = 0; i < designSize.width * designSize.height; i++) {
          const change = Math.abs(hurt[i]! - whole[i]!);
          if (change < 12) continue;
          const [px, py] = [i % designSize.width, Math.floor(i / designSize.width)];
          const at = piece.defects.findIndex(
            ({ box: [x, y, w, h] }) => px >= x - 8 && px <= x + w + 8 && py >= y - 8 && py <= y + h + 8,
          );
          expect(at, `seed ${seed}: pixel ${px}, ${py} changed by ${change}`).not.toBe(-1);
          inside[at] = inside[at]! + 1;
        }
        expect(inside[0], `seed ${seed}: ${piece.defects[0]!.kind}`).toBeGreaterThan(20);
      }
    },
  );

  it('shows the bench alone for null, at odd sizes too', () => {
    const { width, height, data, layout, colour } = renderPiece(null, { width: 161, height: 91 });
    expect([width, height, layout, colour.range]).toEqual([161, 91, 'i420', 'limited']);
    expect(data.length).toBe(161 * 91 + 2 * 81 * 46);
  });

  it('refuses sizes that are none', () => {
    expect(() => renderPiece(null, { width: 8, height: 360 })).toThrow('16 to 8192 px, got 8 × 360');
  });

  it('maps boxes to other sizes as it maps the picture', () => {
    expect(boxOnFrame([100, 200, 30, 40], { width: 640, height: 480 })).toEqual([50, 160, 15, 20]);
  });
});

describe('liveFrame', () => {
  const still = renderPiece(null, { width: 160, height: 90 });

  it('is another picture at each n, the same at the same n, and leaves the still alone', () => {
    const before = still.data.slice();
    expect(liveFrame(still, 3).data).toEqual(liveFrame(still, 3).data);
    expect(liveFrame(still, 4).data).not.toEqual(liveFrame(still, 3).data);
    expect(still.data).toEqual(before);
  });

  it('adds noise of about 1.4 levels and no offset', () => {
    const noisy = liveFrame(still, 9).data;
    const difference = Array.from(noisy.subarray(0, 160 * 90), (value, i) => value - still.data[i]!);
    const mean = difference.reduce((sum, d) => sum + d, 0) / difference.length;
    const sigma = Math.sqrt(difference.reduce((sum, d) => sum + d * d, 0) / difference.length);
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(sigma).toBeGreaterThan(1.1);
    expect(sigma).toBeLessThan(1.7);
  });
});

describe('demoDataset', () => {
  it('labels every sample by its damage', () => {
    const samples = [...demoDataset(4, { size: { width: 160, height: 90 } })];
    expect(samples.map(({ piece, label }) => [piece.seed, label])).toEqual(
      samples.map(({ piece }) => [piece.seed, piece.defects.length ? 'damaged' : 'good']),
    );
    expect(samples.map(({ piece }) => piece.seed)).toEqual([1, 2, 3, 4]);
  });

  it('gives only good ones, or only damaged ones, when asked', () => {
    const labels = (only: 'good' | 'damaged'): string[] =>
      [...demoDataset(5, { size: { width: 64, height: 36 }, only })].map(({ label }) => label);
    expect(new Set(labels('good'))).toEqual(new Set(['good']));
    expect(new Set(labels('damaged'))).toEqual(new Set(['damaged']));
  });
});
