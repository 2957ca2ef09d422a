import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { jsonBytes, writeWhole } from '../durable.ts';
import { createNodePlatform } from '../platform-node.ts';
import type { Files, Platform } from '../platform.ts';
import { seeded } from '../seeded.fixture.ts';
import { openStation } from '../station.ts';
import { filled, inspect, linesOf, problemsOf, start } from './filled.fixture.ts';
import { encodeLine, type LineFields } from './line.ts';
import { openJournal } from './open.ts';

const open = 'journal/25.jsonl';

interface Line {
  readonly seq: number;
  readonly kind: string;
  readonly journal: string;
  readonly prev: string;
  readonly hash: string;
  readonly data: unknown;
}
const eventsOf = async (files: Files): Promise<Line[]> =>
  (await linesOf(files)).map(({ line }) => JSON.parse(line) as Line);
const repairsIn = async (files: Files) =>
  (await eventsOf(files)).flatMap(({ kind, data }) =>
    kind === 'journal.repaired' ? [data as { quarantined: string; bytes: number }] : [],
  );

describe('a torn end', () => {
  test('is put aside and journalled, wherever the last line was cut; nothing before it is lost', async () => {
    const chance = seeded(5);
    for (let n = 0; n < 20; n++) {
      const { platform, station } = await filled();
      const { files } = platform;
      const torn = new TextDecoder()
        .decode(
          encodeLine({
            ...(JSON.parse((await linesOf(files)).at(-1)!.line) as LineFields),
            seq: 31,
          }).bytes,
        )
        .slice(0, 1 + Math.floor(chance() * 300));
      await add(files, torn);
      const { journal } = await start(platform.restart());
      expect(journal.health()).toEqual({ ok: true });
      const [repair] = await repairsIn(files);
      expect(repair!.bytes).toBe(torn.length);
      expect(new TextDecoder().decode(await files.read(repair!.quarantined))).toBe(torn);
      const events = await eventsOf(files);
      expect(events.map(({ kind }) => kind).slice(-2)).toEqual(['inspection.recorded', 'journal.repaired']);
      expect(events).toHaveLength(31);
      expect(await problemsOf(files, station)).toEqual([]);
    }
  });

  test('that cut into acknowledged lines is a repair and, by the mark, a fork', async () => {
    const { platform, station, journal } = await filled();
    const { files } = platform;
    const head = journal.head();
    await files.truncate(open, (await files.stat(open))!.size - 5);
    const again = await start(platform.restart());
    expect((await eventsOf(files)).slice(-3)).toMatchObject([
      { kind: 'segment.opened' },
      {
        kind: 'journal.forked',
        data: {
          from: station.journalId(),
          head,
          why: 'the journal ends at 29, but had reached 30: an older one was restored, or lines were removed',
        },
      },
      { kind: 'journal.repaired' },
    ]);
    expect(await problemsOf(files, again.station)).toEqual([]);
  });

  test('is journalled, whatever call of the repair the power fails in', async () => {
    let cuts = 0;
    for (let n = 1; ; n++) {
      const { platform } = await filled();
      await add(platform.files, '{"seq":31,"v":1,');
      let again = platform.restart();
      again.files.cutAt(n);
      const survived = await start(again).then(
        () => true,
        () => false,
      );
      // What was not needed of the start stays armed.
      if (survived) await inspect((await start(again.restart())).journal, 'x').catch(() => {});
      again = again.restart();
      const { journal, station } = await start(again);
      expect(journal.health(), `call ${n}`).toEqual({ ok: true });
      const repairs = await repairsIn(again.files);
      expect(new Set(repairs.map(({ quarantined }) => quarantined)).size, `call ${n}`).toBe(1);
      expect(await problemsOf(again.files, station), `call ${n}`).toEqual([]);
      if (survived) break;
      cuts = n;
    }
    expect(cuts).toBeGreaterThan(8);
  });

  test('of a segment that was just being begun leaves the one before as the last', async () => {
    const { platform, journal, station } = await start();
    await inspect(journal, 'one');
    await journal.seal();
    await journal.close();
    await add(platform.files, '{"seq":3', 'journal/3.jsonl');
    const again = await start(platform.restart());
    expect((await eventsOf(platform.files)).map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'segment.opened'],
      [2, 'inspection.recorded'],
      [3, 'segment.opened'],
      [4, 'journal.repaired'],
    ]);
    expect(again.journal.head().seq).toBe(4);
    expect(await problemsOf(platform.files, station)).toEqual([]);
  });
});

describe('a broken chain', () => {
  test('stops writing, says where, changes nothing; what is good can still be read', async () => {
    const { platform } = await filled();
    const { files } = platform;
    const third = (await linesOf(files)).filter(({ path }) => path === open).slice(0, 2);
    files.flip(open, third.reduce((sum, { line }) => sum + line.length + 1, 0) + 40);
    const before = await files.read(open);
    const { journal } = await start(platform.restart());
    expect(journal.health()).toEqual({
      ok: false,
      why: 'the line after 26 is damaged, and good lines follow it',
    });
    await expect(inspect(journal, 'more')).rejects.toMatchObject({
      code: 'journal-stopped',
      data: { cause: 'the line after 26 is damaged, and good lines follow it' },
    });
    await expect(journal.seal()).rejects.toMatchObject({ code: 'journal-stopped' });
    expect(JSON.parse((await journal.line(26)).line)).toMatchObject({ seq: 26 });
    await journal.close();
    expect(await files.read(open)).toEqual(before);
    expect(await files.list('quarantine')).toEqual([]);
  });

  test('a segment of a newer format stops writing too', async () => {
    const { platform } = await filled();
    const { files } = platform;
    const [first] = (await linesOf(files)).filter(({ path }) => path === open);
    const fields = JSON.parse(first!.line) as LineFields;
    const newer = encodeLine({ ...fields, v: 2 });
    await writeWhole(files, open, newer.bytes);
    const { journal } = await start(platform.restart());
    expect(journal.health()).toEqual({
      ok: false,
      why: '25.jsonl begins with a segment.opened this Loupe does not know; a newer one may have written it',
    });
    expect(await files.read(open)).toEqual(newer.bytes);
  });
});

describe('a copy', () => {
  const used: string[] = [];
  afterAll(() => Promise.all(used.map((folder) => rm(folder, { recursive: true, force: true }))));
  const place = async () => {
    used.push(await mkdtemp(join(tmpdir(), 'loupe-copy-')));
    return join(used.at(-1)!, 'data');
  };
  const onDisk = async (data: string) => {
    const platform: Platform = createNodePlatform({ data, workers: () => '' });
    const station = await openStation({ platform, app: '0.1.0' });
    return { platform, station, journal: await openJournal({ platform, station, app: '0.1.0' }) };
  };

  /** Every line follows the one before by number and hash, over every fork: what the screens' projection asks for. */
  function expectOneChain(lines: readonly Line[]): void {
    let prev = '0'.repeat(64);
    for (const [i, line] of lines.entries()) {
      expect([line.seq, line.prev]).toEqual([i + 1, prev]);
      prev = line.hash;
    }
  }

  test('of the folder goes on under a new journal id and says so once; the original stays what it is', async () => {
    const [original, copy] = [await place(), await place()];
    const first = await onDisk(original);
    await inspect(first.journal, 'one');
    const head = first.journal.head();
    await first.journal.close();
    await cp(original, copy, { recursive: true, preserveTimestamps: true });

    const cloned = await onDisk(copy);
    expect(cloned.station.stationId).toBe(first.station.stationId);
    expect(cloned.journal.journalId).not.toBe(first.journal.journalId);
    await inspect(cloned.journal, 'two');
    await cloned.journal.close();
    const lines = await eventsOf(cloned.platform.files);
    expectOneChain(lines);
    expect(lines.slice(2)).toMatchObject([
      { kind: 'segment.opened', prev: head.hash, journal: cloned.journal.journalId },
      {
        kind: 'journal.forked',
        journal: cloned.journal.journalId,
        data: {
          from: first.journal.journalId,
          head,
          why: 'the folder is a copy, or was restored from a backup',
        },
      },
      { kind: 'inspection.recorded', journal: cloned.journal.journalId },
    ]);

    const again = await onDisk(copy);
    expect(again.journal.journalId).toBe(cloned.journal.journalId);
    expect(again.journal.head().seq).toBe(5);
    expect(await problemsOf(again.platform.files, again.station)).toEqual([]);
    await again.journal.close();
    const back = await onDisk(original);
    expect([back.journal.journalId, back.journal.head()]).toEqual([first.journal.journalId, head]);
    await back.journal.close();
  });

  test('restored over the folder it was made of, older, is noticed', async () => {
    const [data, backup] = [await place(), await place()];
    const first = await onDisk(data);
    await inspect(first.journal, 'one');
    const old = first.journal.head();
    await first.journal.close();
    await cp(data, backup, { recursive: true, preserveTimestamps: true });
    const later = await onDisk(data);
    await inspect(later.journal, 'two');
    await later.journal.close();
    await rm(data, { recursive: true });
    await cp(backup, data, { recursive: true, preserveTimestamps: true });

    const restored = await onDisk(data);
    expect(restored.journal.journalId).not.toBe(first.journal.journalId);
    expectOneChain(await eventsOf(restored.platform.files));
    expect((await eventsOf(restored.platform.files)).at(-1)).toMatchObject({
      kind: 'journal.forked',
      data: { from: first.journal.journalId, head: old },
    });
    await restored.journal.close();
  });

  test('of the journal alone, put back older under a newer mark, names the head that was lost', async () => {
    const { platform, journal } = await start();
    await inspect(journal, 'one');
    const { files } = platform;
    const older = await files.read('journal/1.jsonl');
    const first = journal.head();
    await inspect(journal, 'two');
    const lost = journal.head();
    await journal.close();
    await writeWhole(files, 'journal/1.jsonl', older);

    const restored = await start(platform.restart());
    const lines = await eventsOf(files);
    expectOneChain(lines);
    expect(lines[2]).toMatchObject({ kind: 'segment.opened', prev: first.hash });
    expect(lines[3]).toMatchObject({
      kind: 'journal.forked',
      journal: restored.journal.journalId,
      data: { from: journal.journalId, head: lost },
    });
    expect(restored.journal.journalId).not.toBe(journal.journalId);
  });

  test('with another line where the mark stood is noticed', async () => {
    const { platform, journal } = await start();
    await inspect(journal, 'one');
    await journal.close();
    const [snapshot, line] = await linesOf(platform.files);
    const other = encodeLine({ ...(JSON.parse(line!.line) as LineFields), at: '2020-01-01T00:00:00.000Z' });
    const bytes = Buffer.concat([Buffer.from(`${snapshot!.line}\n`), other.bytes]);
    await writeWhole(platform.files, 'journal/1.jsonl', new Uint8Array(bytes));
    await start(platform.restart());
    expect((await eventsOf(platform.files)).at(-1)).toMatchObject({
      kind: 'journal.forked',
      data: { head: { seq: 2, hash: other.hash }, why: 'line 2 is not the one this station wrote' },
    });
  });
});

describe('station.json', () => {
  test('of a newer format: refused in plain words, and nothing is written', async () => {
    const { platform } = await filled();
    const { files } = platform;
    const record = JSON.parse(new TextDecoder().decode(await files.read('station.json'))) as object;
    await writeWhole(files, 'station.json', jsonBytes({ ...record, format: 2, more: true }));
    const calls = files.calls();
    await expect(openStation({ platform: platform.restart(), app: '0.2.0' })).rejects.toMatchObject({
      code: 'conflict',
      data: {
        what: 'A newer Loupe wrote this folder (format 2; this one knows 1). Nothing was changed. Install the newer Loupe.',
      },
    });
    expect(files.calls()).toBe(calls);
  });

  test('missing beside a journal: refused, and nothing is written', async () => {
    const { platform } = await filled();
    await platform.files.remove('station.json');
    const calls = platform.files.calls();
    await expect(start(platform.restart())).rejects.toMatchObject({
      code: 'conflict',
      data: { what: expect.stringContaining('restore station.json') as string },
    });
    expect(platform.files.calls()).toBe(calls);
  });

  test('remembers the highest versions, and every key it signed with', async () => {
    const { platform, station } = await start();
    const newer = await openStation({ platform, app: '1.0.0-beta.1' });
    expect(newer.highest).toEqual({ loupe: '1.0.0-beta.1', memory: '1.0.0' });
    expect((await openStation({ platform, app: '0.9.0' })).highest).toEqual(newer.highest);
    expect((await openStation({ platform, app: '1.0.0' })).highest['loupe']).toBe('1.0.0');
    const lost = {
      ...platform,
      secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    };
    const rekeyed = await openStation({ platform: lost, app: '1.0.0' });
    expect(rekeyed.stationId).toBe(station.stationId);
    expect(rekeyed.publicKeys).toEqual([station.publicKey, rekeyed.publicKey]);
    expect(rekeyed.publicKey).not.toBe(station.publicKey);
  });
});

async function add(files: Files, text: string, path = open): Promise<void> {
  const handle = await files.append(path);
  await handle.write(new TextEncoder().encode(text));
  await handle.sync();
  await handle.close();
  await files.syncFolder('journal');
}
