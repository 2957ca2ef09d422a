import { expect, test, vi } from 'vitest';
import { contentDigest } from '../../../ml/image/checks/digest.ts';
import { createRepeats } from './repeats.ts';

let open = 0;
/** A grey picture of one value. */
function picture(value: number): VideoFrame {
  open += 1;
  return {
    format: 'I420',
    visibleRect: { x: 0, y: 0, width: 4, height: 4 },
    colorSpace: { matrix: 'bt709', fullRange: true },
    copyTo: async (target: Uint8Array) => target.fill(value),
    clone: () => picture(value),
    close: () => (open -= 1),
  } as unknown as VideoFrame;
}
const digest = (value: number) =>
  contentDigest({
    width: 4,
    height: 4,
    layout: 'i420',
    colour: { matrix: 'bt709', range: 'full' },
    data: new Uint8Array(24).fill(value),
  });

test('knows what went by before a picture, and holds none of them', async () => {
  const repeats = createRepeats();
  expect(repeats.before(1)).toBeUndefined();
  const frames = [10, 20, 30].map(picture);
  for (const [i, frame] of frames.entries()) {
    repeats.see(frame, i + 1, 100 * i);
    await vi.waitFor(() => expect(repeats.before(i + 2)).toBe(digest(10 * (i + 1))));
    frame.close();
  }
  expect(repeats.before(3)).toBe(digest(20));
  expect(open).toBe(0);
});

test('reads at most one picture in 90 ms', async () => {
  const repeats = createRepeats();
  const [one, two] = [picture(10), picture(20)];
  repeats.see(one, 1, 0);
  await vi.waitFor(() => expect(repeats.before(3)).toBe(digest(10)));
  repeats.see(two, 2, 89);
  await new Promise((done) => setTimeout(done, 5));
  expect(repeats.before(3)).toBe(digest(10));
});
