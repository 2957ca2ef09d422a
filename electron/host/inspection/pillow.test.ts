import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { workersPlatform } from '../worker.fixture.ts';
import { createPictures } from './pictures.ts';

interface Expectation {
  readonly file: string;
  readonly page?: number;
  readonly width: number;
  readonly height: number;
  readonly tolerance: number;
  readonly sha256?: string;
  readonly rgb?: string;
}

const folder = join(import.meta.dirname, 'fixtures');
const expectations = JSON.parse(readFileSync(join(folder, 'pillow.json'), 'utf8')) as Expectation[];
const platform = workersPlatform();
const pictures = createPictures(platform);
afterAll(() => platform.end());

/** fixtures/pillow.py makes the pictures and says what Pillow 13 reads from them. */
describe(`${expectations.length} pictures are read as Pillow reads them`, () => {
  test.each(expectations.map((each) => [`${each.file} ${each.page ?? ''}`, each] as const))(
    '%s',
    async (_, { file, page, width, height, tolerance, sha256, rgb }) => {
      const { frame } = await pictures.decode(readFileSync(join(folder, 'pillow', file)), page);
      expect([frame.width, frame.height]).toEqual([width, height]);
      if (sha256 !== undefined) expect(createHash('sha256').update(frame.data).digest('hex')).toBe(sha256);
      else expect(farthest(frame.data, Buffer.from(rgb ?? '', 'base64'))).toBeLessThanOrEqual(tolerance);
    },
  );
});

function farthest(one: Uint8Array, other: Uint8Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((most, value, index) => Math.max(most, Math.abs(value - (other[index] ?? 0))), 0);
}
