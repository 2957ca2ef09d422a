import { setImmediate as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { filled, inspect, linesOf, start } from './filled.fixture.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test.each([1, 700, 1500, 4000, 1_000_000])(
  'pages of about %i bytes give every line once, whole and in order, across segments',
  async (limitBytes) => {
    const { platform } = await filled();
    const { journal } = await start(platform.restart());
    const lines = (await linesOf(platform.files)).map(({ line }) => line);
    const read: string[] = [];
    for (;;) {
      const page = await journal.read(read.length, limitBytes);
      expect(page.head).toBe(30);
      if (page.lines.length === 0) break;
      expect(text(page.lines).endsWith('\n')).toBe(true);
      const got = text(page.lines).trimEnd().split('\n');
      if (got.length > 1) expect(page.lines.length).toBeLessThanOrEqual(Math.max(limitBytes, 65_536));
      read.push(...got);
    }
    expect(read).toEqual(lines);
    expect(text((await journal.read(28, 1_000_000)).lines)).toBe(`${lines[28]}\n${lines[29]}\n`);
  },
);

test('any line can be asked for by its number, in any order', async () => {
  const { platform } = await filled();
  const { journal } = await start(platform.restart());
  const lines = await linesOf(platform.files);
  for (const seq of [30, 1, 17, 6, 7, 24, 25, 2, 29, 18])
    expect(await journal.line(seq)).toEqual({
      line: lines[seq - 1]!.line,
      segment: lines[seq - 1]!.path.slice('journal/'.length),
    });
  for (const seq of [0, -1, 31, 1.5, Number.NaN])
    await expect(journal.line(seq)).rejects.toMatchObject({ code: 'not-found' });
});

test('a line longer than the page is given whole', async () => {
  const { journal } = await start();
  const long = {
    verdict: 'cannot-tell',
    inspection: 'abcdefgh-1',
    replaces: [],
    comment: 'é'.repeat(4000),
  } as const;
  await journal.append('label.set', { ...long, replaces: [] }, { id: 'ada', role: 'qa' });
  const page = text((await journal.read(1, 10)).lines);
  expect((JSON.parse(page) as { data: { comment: string } }).data.comment).toBe('é'.repeat(4000));
  expect((await journal.line(2)).line).toBe(page.trimEnd());
});

test('what is read while lines are added and segments sealed stays whole', async () => {
  const { journal } = await start();
  const writing = (async () => {
    for (let n = 0; n < 60; n++) {
      await inspect(journal, `piece ${n}`);
      if (n % 7 === 6) await journal.seal();
    }
  })();
  const hashes: string[] = [];
  let prev = '0'.repeat(64);
  let done = false;
  void writing.then(() => (done = true));
  while (!done || hashes.length < journal.head().seq) {
    await pause(); // sealing hashes off this thread and needs the event loop
    const { lines } = await journal.read(hashes.length, 3000);
    for (const line of text(lines).split('\n').filter(Boolean)) {
      const event = JSON.parse(line) as { seq: number; prev: string; hash: string };
      expect([event.seq, event.prev]).toEqual([hashes.length + 1, prev]);
      hashes.push((prev = event.hash));
    }
  }
  expect(prev).toBe(journal.head().hash);
});

test('appends made together share one fsync and keep their order', async () => {
  const { platform, journal } = await start();
  await inspect(journal, 'first');
  const before = platform.files.syncs();
  const heads: number[] = [];
  const stop = journal.watch((head) => heads.push(head));
  const events = await Promise.all(Array.from({ length: 20 }, (_, n) => inspect(journal, `${n}`)));
  expect(events.map(({ seq, data }) => [seq, data.source.label])).toEqual(
    Array.from({ length: 20 }, (_, n) => [n + 3, `${n}`]),
  );
  expect(platform.files.syncs() - before).toBeLessThanOrEqual(2);
  expect(heads.at(-1)).toBe(22);
  stop();
  await inspect(journal, 'unwatched');
  expect(heads.at(-1)).toBe(22);
});

test('a segment that is sealed while it is read is found under its new name', async () => {
  const platform = createMemoryPlatform();
  let meet: (() => Promise<void>) | null = null;
  let slow = false;
  const files = {
    ...platform.files,
    readRange: async (path: string, from: number, to: number) => {
      const now = meet;
      meet = null;
      await now?.();
      return platform.files.readRange(path, from, to);
    },
    // The name is new, but the seal is not over.
    syncFolder: async (path: string) => {
      if (slow) for (let n = 0; n < 5; n++) await pause();
      return platform.files.syncFolder(path);
    },
  };
  const { journal } = await start({ ...platform, files });
  await inspect(journal, 'one');
  meet = async () => {
    slow = true;
    void journal.seal();
    while ((await platform.files.stat('journal/1.jsonl')) !== null) await pause();
  };
  expect(JSON.parse((await journal.line(2)).line)).toMatchObject({ seq: 2, kind: 'inspection.recorded' });
});
