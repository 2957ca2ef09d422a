import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { untar } from './memory-runs.fixture.ts';
import { cutShards, tarOf } from './shards.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('pictures travel together up to the limit; one that fills a shard travels alone', () => {
  const picture = (bytes: number) => ({ sha256: String(bytes), bytes });
  const cut = (...sizes: number[]) =>
    cutShards(sizes.map(picture), 100).map((shard) => shard.map(({ bytes }) => bytes));
  expect(cut()).toEqual([]);
  expect(cut(40, 60, 1, 99, 100, 250, 3)).toEqual([[40, 60], [1, 99], [100], [250], [3]]);
});

test('a shard is a tar that other tools read, and its index says where each picture lies', () => {
  const files = [
    { name: `${'a'.repeat(64)}.png`, bytes: bytesOf('one') },
    { name: `${'b'.repeat(64)}.y4m.zst`, bytes: bytesOf('x'.repeat(513)) },
    { name: `${'c'.repeat(64)}.png`, bytes: new Uint8Array() },
  ];
  const { bytes, index } = tarOf(files);
  expect(bytes.length).toBe(512 * 3 + 512 + 1024 + 1024);
  expect(untar(bytes)).toEqual(new Map(files.map((file) => [file.name, file.bytes])));
  for (const [i, { name, offset, size }] of index.entries())
    expect([name, bytes.slice(offset, offset + size)]).toEqual([files[i]?.name, files[i]?.bytes]);
  const listed = execFileSync('tar', ['-tf', '-'], { input: bytes }).toString().trim().split('\n');
  expect(listed).toEqual(files.map(({ name }) => name));
});

test('a name that a plain header does not hold is refused', () => {
  expect(() => tarOf([{ name: 'x'.repeat(101), bytes: bytesOf('') }])).toThrow(RangeError);
});
