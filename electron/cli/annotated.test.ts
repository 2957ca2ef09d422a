import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileAnswer } from '../host/inspection/inspection.ts';
import { annotatedFolder } from './annotated.ts';
import { UsageError } from './io.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'loupe-annotated-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const answer = { verdict: 'defect', score: 0.9, steps: [], image: { type: 'png' } } as unknown as FileAnswer;
const annotated = (bytes: Uint8Array) => Promise.resolve(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

test('each page has a file of its own, two files of a name too, and what is judged is never written over', async () => {
  const input = join(folder, 'c.png');
  await writeFile(input, 'original');
  const draw = await annotatedFolder(folder, [input], { annotated });
  await draw('x/a.jpg', undefined, bytes('1'), answer);
  await draw('y/a.jpg', undefined, bytes('2'), answer);
  await draw('b.tiff', 0, bytes('3'), answer);
  await draw('b.tiff', 2, bytes('4'), answer);
  await draw(input, undefined, bytes('5'), answer);
  await draw('broken.png', undefined, bytes('6'), { ...answer, image: null });
  const written = await readdir(folder);
  expect(written.toSorted()).toEqual([
    'a-2.png',
    'a.png',
    'b-page-1.png',
    'b-page-3.png',
    'c-2.png',
    'c.png',
  ]);
  expect(await readFile(input, 'utf8')).toBe('original');
  expect(await readFile(join(folder, 'a-2.png'), 'utf8')).toBe('2');
});

test('a folder that cannot be made is wrong usage', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(annotatedFolder(join(folder, 'file'), [], { annotated })).rejects.toBeInstanceOf(UsageError);
});
