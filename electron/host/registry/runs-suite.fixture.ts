import { expect, test } from 'vitest';
import type { RunFacts, RunKey, Runs } from './runs.ts';

/** What a run is known by, as the registry itself keeps it. Metrics as `key step at value`, sorted. */
export interface KeptRun {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly string[];
  readonly status: string | null;
}

/** A registry of runs, new and empty. */
export interface OpenedRuns {
  /** Opens the same one again, as another station would. */
  connect(): Runs;
  /** Reads past the interface. */
  kept(key: RunKey): Promise<KeptRun>;
}

const text = (content: string) => new TextEncoder().encode(content);
const begun = { name: '2026-11-22', at: 1_795_300_000_000, tags: { 'loupe.station': 'st-1' } };
const day: RunKey = { collection: 'inspect/st-1', key: 'st-1/2026-11-22/j1' };

/** What every implementation of Runs does, whatever it is made of. */
export function runsSuite(open: () => Promise<OpenedRuns>): void {
  test('an empty one holds nothing, and says so', async () => {
    const runs = (await open()).connect();
    expect([await runs.collections(), await runs.keys('inspect/st-1')]).toEqual([[], []]);
    for (const ask of [
      () => runs.get(day, 'summary.json'),
      () => runs.list(day, ''),
      () => runs.put(day, 'summary.json', text('x')),
      () => runs.note(day, { params: { a: '1' } }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a run is there once it is opened; again, and by six at once, it is one', async () => {
    const { connect, kept } = await open();
    await connect().open(day, begun);
    await connect().open(day, begun);
    const training = { collection: 'train/scissors', key: 'promotions' };
    const writers = Array.from({ length: 6 }, connect);
    await Promise.all(writers.map((runs, i) => runs.open(training, { ...begun, at: begun.at - i })));
    for (const [i, runs] of writers.entries()) await runs.put(training, `by-${i}.json`, text(`${i}`));
    const other = connect();
    expect(await other.collections()).toEqual(['inspect/st-1', 'train/scissors']);
    expect(await other.keys('inspect/st-1')).toEqual([day.key]);
    expect(await other.keys('train/scissors')).toEqual(['promotions']);
    expect((await other.list(training, '')).map(({ name }) => name)).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => `by-${i}.json`),
    );
    expect((await kept(day)).tags).toMatchObject({ 'loupe.station': 'st-1' });
  });

  test('what is noted again changes nothing, however much it is', async () => {
    const { connect, kept } = await open();
    const runs = connect();
    await runs.open(day, begun);
    const many = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i));
    const facts: RunFacts = {
      params: Object.fromEntries(many(101, (i) => [`p${i}`, `${i}`])),
      tags: Object.fromEntries(many(120, (i) => [`loupe.t/${i}`, `“ü” ${i}`])),
      metrics: many(1700, (i) => ({ key: 'ms/infer', value: i / 7, step: i, at: begun.at + i })),
      ended: { at: begun.at + 5000, status: 'FINISHED' },
      // Nobody has registered it.
      judged: 'a'.repeat(64),
    };
    await runs.note(day, facts);
    const once = await kept(day);
    expect(once.params).toEqual(facts.params);
    expect(once.tags).toMatchObject(facts.tags!);
    expect(once.metrics).toEqual(
      facts.metrics!.map(({ key, step, at, value }) => `${key} ${step} ${at} ${value}`).toSorted(),
    );
    expect(once.status).toBe('FINISHED');
    await connect().note(day, facts);
    expect(await kept(day)).toEqual(once);
  });

  test('a parameter said otherwise is rejected, and stays; a tag is replaced', async () => {
    const { connect, kept } = await open();
    const runs = connect();
    await runs.open(day, begun);
    await runs.note(day, { params: { model: 'a' }, tags: { head: '1' } });
    await expect(runs.note(day, { params: { model: 'b' } })).rejects.toMatchObject({
      code: 'registry-rejected',
    });
    for (const head of ['2', '3', '4', '2']) await runs.note(day, { tags: { head } });
    const { params, tags } = await kept(day);
    expect([params, tags['head']]).toEqual([{ model: 'a' }, '2']);
  });

  test('files come out as they went in, empty ones and replaced ones too', async () => {
    const { connect } = await open();
    await connect().open(day, begun);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
    await connect().put(day, 'images/ab/one.png', bytes);
    await connect().put(day, 'images/ab/one.png', bytes);
    await connect().put(day, 'images/shard-1.tar', new Uint8Array());
    await connect().put(day, 'summary.json', text('{"old":true}'));
    await connect().put(day, 'summary.json', text('{}'));
    const runs = connect();
    expect(await runs.get(day, 'images/ab/one.png')).toEqual(bytes);
    expect(await runs.get(day, 'images/shard-1.tar')).toEqual(new Uint8Array());
    expect(await runs.get(day, 'summary.json')).toEqual(text('{}'));
    expect(await runs.list(day, '')).toEqual([
      { name: 'images', size: 0, folder: true },
      { name: 'summary.json', size: 2, folder: false },
    ]);
    expect(await runs.list(day, 'images')).toEqual([
      { name: 'ab', size: 0, folder: true },
      { name: 'shard-1.tar', size: 0, folder: false },
    ]);
    expect(await runs.list(day, 'journal')).toEqual([]);
    await expect(runs.get(day, 'images/none.png')).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each(['../x', '/x', 'a//b', '.x', 'a b', 'ü', 'x.part', 'x.', 'a\\b', '%2e', 'a'.repeat(201), ''])(
    '%j is sent nowhere',
    async (name) => {
      const runs = (await open()).connect();
      for (const ask of [
        () => runs.keys(`inspect/${name}`),
        () => runs.open({ collection: 'inspect/st-1', key: name }, begun),
        () => runs.put(day, `journal/${name}`, text('x')),
        () => runs.get({ ...day, collection: `inspect/${name}` }, 'x'),
      ])
        await expect(ask()).rejects.toMatchObject({ code: expect.stringMatching(/^(bad-input|not-found)$/) });
      await expect(runs.open({ ...day, key: name }, begun)).rejects.toMatchObject({ code: 'bad-input' });
    },
  );

  test('what would be cut, or is no number, is refused before it is sent', async () => {
    const { connect } = await open();
    const runs = connect();
    await runs.open(day, begun);
    for (const facts of [
      { tags: { note: 'x'.repeat(8001) } },
      { params: { note: 'x'.repeat(6001) } },
      { tags: { 'no"te': 'x' } },
      { tags: { 'a/../b': 'x' } },
      { metrics: [{ key: 'm', value: Number.NaN, step: 0, at: 0 }] },
      { metrics: [{ key: 'm', value: 1, step: 0.5, at: 0 }] },
      { made: 'sample 1' },
      { judged: `${'a'.repeat(63)}'` },
    ])
      await expect(runs.note(day, facts)).rejects.toMatchObject({ code: 'bad-input' });
  });
}
