import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileAnswer } from '../host/inspection/inspection.ts';
import { inspectFiles } from './inspect.ts';
import { quietIo } from './io.fixture.ts';
import { findPictures, openFolder } from './picture-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-inspect-test-'));
  await mkdir(join(folder, 'good', 'deep'), { recursive: true });
  for (const name of [
    'good/b.png',
    'good/a.JPG',
    'good/deep/c.tiff',
    'good/notes.txt',
    'good/.hidden.png',
    'odd[1].png',
    'empty',
  ])
    await writeFile(join(folder, name), name);
  await symlink(join(folder, 'good'), join(folder, 'linked'));
  await symlink(folder, join(folder, 'good', 'deep', 'up'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the files of a command line', () => {
  const find = async (...words: string[]) =>
    (await findPictures(words.map((word) => join(folder, word)))).map((path) =>
      path.slice(folder.length + 1),
    );
  test('are a file as it is, whatever its name', async () => {
    expect(await find('good/notes.txt', 'odd[1].png')).toEqual(['good/notes.txt', 'odd[1].png']);
  });
  test('are all pictures below a folder, links too, each once and without going round in circles', async () => {
    const found = await find('good');
    expect(found.slice(0, 3)).toEqual(['good/a.JPG', 'good/b.png', 'good/deep/c.tiff']);
    expect(found.slice(3)).toEqual(['good/deep/up/odd[1].png', ...found.slice(4)]);
    expect(await find('linked')).toContain('linked/deep/c.tiff');
    const { files } = await openFolder(join(folder, 'linked'));
    expect(files.slice(0, 3)).toEqual(['a.JPG', 'b.png', 'deep/c.tiff']);
    expect(files).toContain('notes.txt');
  });
  test('are what a pattern matches', async () => {
    expect(await find('good/*.png')).toEqual(['good/b.png']);
    expect(await find('good/*.{png,JPG}')).toEqual(['good/a.JPG', 'good/b.png']);
    expect(await find('good/b.png', 'good/?.png')).toEqual(['good/b.png']);
  });
  test('must be there', async () => {
    await expect(find('none.png')).rejects.toThrow('there is no file or folder');
    await expect(find('good/*.gif')).rejects.toThrow('there is no picture there');
  });
});

const step = {
  model: 'bench',
  version: 2,
  sha256: 'a'.repeat(64),
  verdict: 'defect',
  score: 0.9,
  thresholds: { pass: 0.3, defect: 0.7 },
  findings: [{ kind: 'box', box: [1, 2, 3, 4], class: 'defect', score: 0.9 }],
  engine: { provider: 'cpu', runtime: 'r', device: 'd', kernel: 'k' },
  ms: { preprocess: 1, run: 2.5, decode: 0.25 },
} as const;
const image = { type: 'png', width: 8, height: 8, bytes: 3 } as const;
const answers = {
  defect: {
    verdict: 'defect',
    score: 0.9,
    steps: [{ record: step }],
    image,
    pages: 1,
    inspection: null,
    ms: 4.00049,
  },
  three: { verdict: 'pass', score: 0.1, steps: [], image, pages: 3, inspection: null, ms: 1 },
  deep: {
    verdict: 'pass',
    score: 0.1,
    steps: [],
    image: { ...image, depth: 'min-max' },
    pages: 1,
    inspection: null,
    ms: 1,
  },
  'first-damaged': {
    verdict: 'no-result',
    reason: 'unreadable-image',
    score: 0,
    steps: [],
    image: null,
    pages: 2,
    message: 'floating-point samples',
    inspection: null,
    ms: 1,
  },
  unreadable: {
    verdict: 'no-result',
    reason: 'unreadable-image',
    score: 0,
    steps: [],
    image: null,
    pages: null,
    message: 'no picture',
    inspection: null,
    ms: 1,
  },
  died: {
    verdict: 'no-result',
    reason: 'worker-died',
    score: 0,
    steps: [],
    image,
    pages: 1,
    inspection: null,
    ms: 1,
  },
} as unknown as Record<string, FileAnswer>;

describe('inspecting files', () => {
  const inspect = async (names: string[], json: boolean) => {
    const { io, out, complaints } = quietIo();
    const files = [];
    for (const name of names) {
      files.push(join(folder, name));
      if (name in answers) await writeFile(join(folder, name), 'abc');
    }
    const judge = async (_bytes: Uint8Array, _page: number | undefined, file: string) =>
      answers[file.slice(folder.length + 1)] as FileAnswer;
    const code = await inspectFiles(files, { judge }, io, json);
    return { code, out: out.map((line) => line.replace(`${folder}/`, '')), complaints };
  };
  const parsed = ({ out }: { out: string[] }) =>
    out.map((line) => JSON.parse(line) as Record<string, unknown>);

  test('prints the shape other programs rely on', async () => {
    const result = await inspect(['defect'], true);
    expect(result.code).toBe(0);
    expect(parsed(result)).toEqual([
      {
        file: 'defect',
        image: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        verdict: 'defect',
        score: 0.9,
        findings: [{ kind: 'box', box: [1, 2, 3, 4], class: 'defect', score: 0.9 }],
        steps: [{ model: 'bench', version: 2, sha256: 'a'.repeat(64), verdict: 'defect', ms: 3.75 }],
        provider: 'cpu',
        ms: 4,
      },
    ]);
  });
  test('prints a line for each page', async () => {
    expect(parsed(await inspect(['three'], true)).map(({ page, verdict }) => [page, verdict])).toEqual([
      [0, 'pass'],
      [1, 'pass'],
      [2, 'pass'],
    ]);
  });
  test('says which file cannot be judged, and goes on', async () => {
    const result = await inspect(['unreadable', 'gone', 'defect'], true);
    expect(result.code).toBe(2);
    expect(parsed(result)[0]).toEqual({
      file: 'unreadable',
      verdict: 'no-result',
      reason: 'unreadable-image',
      message: 'no picture',
    });
    expect(parsed(result)[1]).toMatchObject({
      file: 'gone',
      verdict: 'no-result',
      reason: 'unreadable-image',
    });
    expect(parsed(result)[2]).toMatchObject({ verdict: 'defect' });
    expect(result.complaints.at(-1)).toBe('2 no-result, 1 defect');
  });
  test('ends with 3 when the station itself failed', async () => {
    expect((await inspect(['died', 'unreadable'], true)).code).toBe(3);
  });
  test('speaks to people in lines', async () => {
    expect((await inspect(['defect', 'unreadable'], false)).out).toEqual([
      'defect    0.900 defect  4 ms, 1 finding',
      'no-result       unreadable  unreadable-image: no picture',
    ]);
  });
  test('says by which rule 16 bit became 8', async () => {
    expect(parsed(await inspect(['deep'], true))[0]).toMatchObject({ depth: 'min-max', verdict: 'pass' });
  });
  test('goes on to the other pages when the first cannot be read', async () => {
    const lines = parsed(await inspect(['first-damaged'], true));
    expect(lines.map(({ page, verdict }) => [page, verdict])).toEqual([
      [0, 'no-result'],
      [1, 'no-result'],
    ]);
  });
  test('refuses a file by its size, unread', async () => {
    const path = join(folder, 'large.png');
    await writeFile(path, '');
    await truncate(path, 64_000_001);
    expect(parsed(await inspect(['large.png'], true))[0]).toMatchObject({
      reason: 'too-large',
      message: '64000001 bytes, allowed 64000000',
    });
    await rm(path);
  });
});

describe('names made to mislead', () => {
  const name = 'a\u202egnp.exe\u001b[2J\n.png';
  test('are as they are for programs, and spelled out for people', async () => {
    const { io, out } = quietIo();
    await writeFile(join(folder, name), 'abc');
    const judge = () => Promise.resolve(answers['unreadable'] as FileAnswer);
    await inspectFiles([join(folder, name)], { judge }, io, true);
    await inspectFiles([join(folder, name)], { judge }, io, false);
    expect((JSON.parse(out[0] ?? '') as { file: string }).file).toBe(join(folder, name));
    expect(out[1]).toContain('a\\u{202e}gnp.exe\\u{1b}[2J\\u{a}.png');
    await rm(join(folder, name));
  });
  test.each([
    ['a NUL', 'a\0b.png'],
    ['300 characters', `${'x'.repeat(300)}.png`],
    ['a way out', '../../../../../../no/such.png'],
  ])('%s: no such file', async (_, odd) => {
    await expect(findPictures([`${folder}/${odd}`])).rejects.toThrow('there is no file or folder');
  });
  test('a way out and back in again is the file it means', async () => {
    const path = `${folder}/good/../good/b.png`;
    expect(await findPictures([path])).toEqual([path]);
  });
});
