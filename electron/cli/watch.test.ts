import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileAnswer } from '../host/inspection/inspection.ts';
import { quietIo } from './io.fixture.ts';
import { watchFolder, wholeFiles, type Stamps } from './watch.ts';

test('a file is given once it stays the same, again when it is written again, and never for another look', async () => {
  const looks: Stamps[] = [
    new Map([['a', '1']]),
    new Map([
      ['a', '2'],
      ['b', '1'],
    ]),
    new Map([
      ['a', '2'],
      ['b', '1'],
    ]),
    new Map([
      ['a', '2'],
      ['b', '1'],
      ['c', '1'],
    ]),
    new Map([
      ['b', '2'],
      ['c', '2'],
    ]),
    new Map([
      ['b', '2'],
      ['c', '3'],
    ]),
    new Map([
      ['a', '2'],
      ['b', '2'],
      ['c', '3'],
    ]),
    new Map([
      ['a', '2'],
      ['b', '2'],
      ['c', '3'],
    ]),
  ];
  const given: string[] = [];
  let at = -1;
  const look = () => Promise.resolve(looks[++at]!);
  for await (const path of wholeFiles(look, () => Promise.resolve(at + 1 < looks.length)))
    given.push(`${path}@${at}`);
  expect(given).toEqual(['a@2', 'b@2', 'b@5', 'c@6', 'a@7']);
});

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'loupe-watch-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('pictures that come are judged once by content, also across runs where they were recorded; Ctrl-C ends it well', async () => {
  const recorded = new Map<string, null>();
  const seen: string[] = [];
  const judge = {
    recorded: () => Promise.resolve(recorded),
    judge: (bytes: Uint8Array) => {
      seen.push(Buffer.from(bytes).toString());
      return Promise.resolve({
        verdict: 'pass',
        score: 0,
        steps: [],
        image: {},
        pages: 1,
        ms: 1,
      } as unknown as FileAnswer);
    },
  };
  const run = async (work: () => Promise<void>) => {
    const stop = new AbortController();
    const { io, out } = quietIo();
    const ended = watchFolder(folder, judge, { ...io, signal: stop.signal }, true, () => Promise.resolve());
    await work();
    stop.abort();
    expect(await ended).toBe(0);
    return out.map((line) => JSON.parse(line) as { image: string });
  };
  const put = async (name: string, text: string) => {
    await writeFile(join(folder, `.${name}.part`), text);
    await rename(join(folder, `.${name}.part`), join(folder, name));
  };
  const said = await run(async () => {
    await put('a.png', 'first');
    await put('copy.png', 'first');
    await put('notes.txt', 'no picture');
    await vi.waitFor(() => expect(seen).toEqual(['first']), 5000);
    await put('b.png', 'second');
    await vi.waitFor(() => expect(seen).toEqual(['first', 'second']), 5000);
    await unlink(join(folder, 'a.png'));
  });
  expect(said).toHaveLength(2);
  recorded.set(said[0]!.image, null);
  await run(() => vi.waitFor(() => expect(seen).toEqual(['first', 'second', 'second']), 5000));
});

test('of a file that a crash cut short, the pages that are not on record are judged; of a whole one, none', async () => {
  const asked: number[] = [];
  let known = new Set([0, 2]);
  const judge = {
    recorded: () => Promise.resolve(new Map([[createHash('sha256').update('stack').digest('hex'), known]])),
    judge: (_: Uint8Array, page = 0) => {
      asked.push(page);
      const readable = page < 4;
      return Promise.resolve({
        ...{ verdict: readable ? 'pass' : 'no-result', score: 0, steps: [] },
        ...{ image: readable ? {} : null, pages: 4, ms: 1 },
      } as unknown as FileAnswer);
    },
  };
  await writeFile(join(folder, 'stack.tiff'), 'stack');
  const run = async () => {
    asked.length = 0;
    const stop = new AbortController();
    const { io, out } = quietIo();
    const ended = watchFolder(folder, judge, { ...io, signal: stop.signal }, true, () => Promise.resolve());
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0), 5000);
    if (known.size < 4) await vi.waitFor(() => expect(out).toHaveLength(2), 5000);
    stop.abort();
    await ended;
    return out.map((line) => (JSON.parse(line) as { page: number }).page);
  };
  expect(await run()).toEqual([1, 3]);
  expect(asked).toEqual([1, 3]);
  known = new Set([0, 1, 2, 3]);
  expect(await run()).toEqual([]);
});
