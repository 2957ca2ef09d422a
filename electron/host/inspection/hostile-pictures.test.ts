import { afterAll, describe, expect, test } from 'vitest';
import { imageLimits } from '../../contract/imaging.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { hostilePictures } from './hostile-pictures.fixture.ts';
import { createPictures, type Unreadable } from './pictures.ts';

const platform = workersPlatform();
const pictures = createPictures(platform);
const cases = await hostilePictures();
afterAll(() => platform.end());

/** What the worker costs at most is seen on the way and told at the end. */
const cost = { ms: 0, bytes: 0 };
async function costOf<T>(work: Promise<T>): Promise<T> {
  const begun = performance.now();
  const watch = setInterval(() => {
    void platform.started
      .at(-1)
      ?.memory()
      .then((bytes) => (cost.bytes = Math.max(cost.bytes, bytes ?? 0)));
  }, 10);
  return work.finally(() => {
    clearInterval(watch);
    cost.ms = Math.max(cost.ms, performance.now() - begun);
  });
}

describe(`${cases.length} pictures made to hurt`, () => {
  test.each(cases)('%s', async (_, bytes, outcome) => {
    // Never the picture itself: a failing test would print its pixels.
    const got = await costOf(pictures.decode(bytes)).then(
      ({ frame: { width, height, data } }) => ({
        size: [width, height],
        pixels: data.length < 1000 ? [...data] : 'many',
        refused: 'no',
        why: '',
      }),
      ({ reason, message }: Unreadable) => ({ size: null, pixels: null, refused: reason, why: message }),
    );
    if ('refused' in outcome) {
      expect(got.refused).toBe(outcome.refused);
      expect(got.why).toMatch(outcome.why);
    } else if ('rgb' in outcome) {
      const { width, height, rgb } = outcome;
      expect(got).toMatchObject({ size: [width, height], pixels: [...rgb] });
    } else expect(got).toMatchObject({ size: outcome.size, refused: 'no' });
  });

  test('and none of them needed a new worker, much time or much memory', () => {
    console.log(
      `${cases.length} pictures: at most ${Math.round(cost.ms)} ms, ${Math.round(cost.bytes / 1e6)} MB (allowed ${imageLimits.ms} ms, ${imageLimits.memoryBytes / 1e6} MB)`,
    );
    expect(platform.started.length).toBe(1);
    expect(cost.bytes).toBeLessThan(imageLimits.memoryBytes);
  });
});
