import { describe, expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { createWorld, rejected, type Line, type World } from './memory-runs.fixture.ts';
import { openBench, settle, type Bench } from './sender-bench.fixture.ts';

const dayOf = (world: World) =>
  [...world.runs.values()].find(({ collection }) => collection.startsWith('inspect/'))!;
/** The registry, or what stands before it, answers one item so. The item is the second segment, or its picture. */
const answering =
  (wanted: (what: string) => boolean, error: LoupeError) =>
  (mended: () => boolean): Line =>
  async (_, what, act) => {
    if (wanted(what) && !mended()) throw error;
    return act();
  };
const unchanged = () => (): Line => async (_, __, act) => act();

interface Poison {
  readonly what: string;
  readonly code: string;
  readonly line: (mended: () => boolean) => Line;
  /** Spoils something at the station before it is sent; returns how it is mended. */
  readonly spoil?: (bench: Bench, world: World) => Promise<() => Promise<void> | void>;
}

/** Bytes of a stored file put elsewhere, as a person or a failing disk would. */
async function replaced(bench: Bench, path: string, bytes: Uint8Array | null) {
  const { files } = bench.disk;
  const before = await files.read(path);
  const write = async (content: Uint8Array) => {
    const handle = await files.create(path);
    await handle.write(content);
    await handle.sync();
    await handle.close();
  };
  await files.remove(path);
  if (bytes !== null) await write(bytes);
  return async () => {
    if (bytes !== null) await files.remove(path);
    await write(before);
  };
}
const marked = async (bench: Bench) => {
  for (const folder of await bench.files.list('images'))
    for (const name of await bench.files.list(`images/${folder}`))
      if (new TextDecoder().decode(await bench.files.read(`images/${folder}/${name}`)) === 'marked')
        return `images/${folder}/${name}`;
  throw new Error('not stored');
};
const secondSegment = async (bench: Bench) => {
  const sealed = (await bench.files.list('journal')).filter((name) => /^\d+-.*\.jsonl$/.test(name));
  return `journal/${sealed.toSorted((a, b) => parseInt(a) - parseInt(b))[1]}`;
};
/** Matches the second segment's own files: the first one has seven lines. */
const ofSecond = (what: string) => / journal\/4-/.test(what);

const table: readonly Poison[] = [
  {
    ...{ what: 'a parameter that was said otherwise', code: 'registry-rejected' },
    line: answering(ofSecond, rejected('INVALID_PARAMETER_VALUE: Changing param values is not allowed')),
  },
  {
    ...{ what: 'a tag that is too long', code: 'registry-rejected' },
    line: answering(ofSecond, rejected('tag loupe.note has 9000 characters')),
  },
  {
    ...{ what: 'a name that is not allowed', code: 'bad-input' },
    line: answering(ofSecond, new LoupeError('bad-input', { what: 'name', got: '../x', allowed: 'letters' })),
  },
  {
    ...{ what: 'a metric that is no number', code: 'registry-rejected' },
    line: answering(ofSecond, rejected('metric rate/defect is NaN')),
  },
  {
    ...{ what: 'a batch of 2 MB', code: 'too-large' },
    line: answering(ofSecond, new LoupeError('too-large', { bytes: 2_000_000, limitBytes: 1_000_000 })),
  },
  {
    ...{ what: 'a run that was deleted', code: 'registry-rejected' },
    line: answering(ofSecond, rejected('The run must be in the active state')),
  },
  {
    ...{ what: 'an experiment that was deleted', code: 'not-found' },
    line: answering(ofSecond, new LoupeError('not-found', { what: 'experiment', id: '7' })),
  },
  {
    ...{ what: 'a file that is gone', code: 'not-found', line: unchanged() },
    spoil: async (bench) => replaced(bench, await marked(bench), null),
  },
  {
    ...{ what: 'a file that changed since it was hashed', code: 'conflict', line: unchanged() },
    spoil: async (bench) => replaced(bench, await secondSegment(bench), new TextEncoder().encode('lies\n')),
  },
  {
    ...{ what: '403 for this one, while others go through', code: 'registry-refused' },
    line: answering(ofSecond, new LoupeError('registry-refused', { cause: '403 Permission denied' })),
  },
  {
    ...{ what: '413', code: 'registry-rejected' },
    line: answering(ofSecond, rejected('413 Request Entity Too Large')),
  },
  {
    ...{ what: 'an answer that makes no sense', code: 'registry-rejected' },
    line: answering(ofSecond, rejected('200, but what was read back is not what was sent')),
  },
];

/** Three inspections and their segment; the second one's is what will be spoilt. */
async function threeSegments(bench: Bench) {
  for (const text of ['first', 'marked', 'third']) {
    await bench.inspect(text, { verdict: 'defect' });
    await bench.inspect(`${text}, good`, { score: 0 });
    await bench.journal.seal();
  }
}

describe('what the registry never takes is put aside with its reason, later things pass, and mended it is sent', () => {
  test.each(table)('$what', async ({ line, spoil, code }) => {
    const world = createWorld();
    let mended = false;
    let open = false;
    const rules = line(() => mended);
    const bench = await openBench({
      world,
      line: async (call, what, act) => {
        if (!open) throw new LoupeError('registry-unreachable', { cause: 'not yet' });
        return rules(call, what, act);
      },
    });
    await threeSegments(bench);
    // Planned, but not sent: what is spoilt now was sound when it was hashed.
    bench.clock.advance(15_000);
    await settle();
    const mend = await spoil?.(bench, world);
    open = true;
    for (let more = 0; more < 12 && bench.sender.status().parked === 0; more++) {
      await bench.inspect(`later ${more}`, { score: 0 });
      await bench.journal.seal();
      for (let i = 0; i < 40; i++) {
        bench.clock.advance(15_000);
        await settle(20);
      }
    }
    expect(await bench.drain()).toBe(true);
    expect(bench.sender.status()).toMatchObject({ waiting: 0, parked: 1, paused: null });
    const [parked] = bench.sender.parked();
    expect(parked).toMatchObject({ code });
    expect(parked?.cause.length).toBeGreaterThan(10);
    expect([...dayOf(world).files.keys()].some((path) => path.startsWith('journal/7-'))).toBe(true);

    mended = true;
    await mend?.();
    await bench.sender.again(parked!.id);
    expect(await bench.drain()).toBe(true);
    expect(bench.sender.status()).toMatchObject({ waiting: 0, parked: 0, paused: null });
    const sealed = (await bench.files.list('journal')).filter((name) => name.endsWith('.sig'));
    const sent = [...dayOf(world).files.keys()].filter((path) => path.endsWith('.sig'));
    expect(sent.toSorted()).toEqual(sealed.map((name) => `journal/${name}`).toSorted());
    await expect(bench.sender.again(parked!.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('however much of a dataset is refused, new records wait for none of it', async () => {
  const world = createWorld();
  const bench = await openBench({
    world,
    line: async (_, what, act) => {
      if (what.includes('heavy'))
        throw new LoupeError('registry-refused', { cause: '403 Permission denied' });
      return act();
    },
  });
  const pictures = Array.from({ length: 10 }, (_, i) => `picture ${i}`);
  // Too large to travel together: ten shards, and the dataset itself.
  await bench.freeze('heavy', pictures, 5000);
  await bench.journal.seal();
  const pass = async (minutes: number) => {
    for (let i = 0; i < 4 * minutes; i++) {
      bench.clock.advance(15_000);
      await settle(20);
    }
  };
  await pass(1);
  expect(bench.sender.status()).toMatchObject({ waiting: 11, parked: 0 });
  const sent = () => [...dayOf(world).files.keys()].filter((path) => path.endsWith('.jsonl')).length;
  const before = sent();
  await bench.inspect('new', { score: 0 });
  await bench.journal.seal();
  // The longest wait after a failure is five minutes.
  await pass(6);
  expect(sent()).toBe(before + 1);
});

describe('what concerns everything pauses everything: nothing is parked, nothing is taken as sent', () => {
  test.each([
    ['401 for everything', '401 Unauthorized'],
    ['403 for everything', '403 Permission denied'],
    ['a certificate that is not believed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['a certificate that has expired', 'CERT_HAS_EXPIRED'],
    ['a name that is not known', 'ENOTFOUND'],
    ['a captive portal that answers 200 with a page', '200 text/html where JSON is due'],
  ])('%s', async (_, cause) => {
    const world = createWorld();
    let refused = true;
    let calls = 0;
    const bench = await openBench({
      world,
      line: async (_call, _what, act) => {
        calls++;
        if (refused) throw new LoupeError('registry-refused', { cause });
        return act();
      },
    });
    await threeSegments(bench);
    for (let i = 0; i < 200; i++) {
      bench.clock.advance(60_000);
      await settle(20);
    }
    expect(bench.sender.status()).toMatchObject({ waiting: 6, parked: 0 });
    expect(bench.sender.status().paused).toContain(cause);
    expect(world.runs.size).toBe(0);
    // It is asked now and then, and not more: 200 minutes with at most five minutes between, 2.5 on average.
    expect(calls).toBeGreaterThan(40);
    expect(calls).toBeLessThan(200);
    expect(await bench.files.stat('registry/sent.json')).toBe(null);

    refused = false;
    void bench.sender.now();
    expect(await bench.drain()).toBe(true);
    expect(bench.sender.status()).toEqual({ waiting: 0, parked: 0, since: null, paused: null, away: null });
  });
});
