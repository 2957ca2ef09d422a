import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { encodeTiff } from '../../../../ml/dataset/tiff.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { parseEvent } from '../../../contract/events.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { ada, finish, png } from '../room.fixture.ts';
import { start } from '../../journal/filled.fixture.ts';
import { othersOf } from '../../journal/others.fixture.ts';
import { inspection, technician } from '../../events.fixture.ts';
import { openBench } from './bench.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

const which = { kind: 'new' } as const;
const box = (x: number, y: number, width: number, height: number) => ({
  ...{ kind: 'box' as const, box: [x, y, width, height] as const, class: 'bent', score: 1 },
});

/** Six reviewed inspections: two good, two bent (one marked), one nobody can tell, one with two labels; and one that nobody looked at. */
async function reviewedBench() {
  const bench = await openBench(pictures);
  const { inspect, label } = bench;
  const pieces: string[] = [];
  for (const seed of [1, 2, 3, 4, 5, 6, 7]) {
    const identity = { instrument: 'forceps', ...(seed < 4 && { serial: `SN ${seed % 2}` }) };
    pieces.push(await inspect(seed, { identity, verdict: seed === 3 ? 'pass' : 'defect' }));
  }
  const [one = '', two = '', three = '', four = '', five = '', six = '', seven = ''] = pieces;
  await label(one, 'pass');
  await label(two, 'pass');
  await label(three, 'defect', { class: 'bent', regions: [box(1, 2, 3, 4)] });
  await label(four, 'defect', { class: 'bent' });
  await label(five, 'cannot-tell');
  await label(six, 'pass');
  await label(six, 'defect');
  return { ...bench, pieces: { one, two, three, four, five, six, seven } };
}
const linesOf = async ({ journal }: Awaited<ReturnType<typeof openBench>>, kind: string) =>
  new TextDecoder()
    .decode((await journal.read(0, 1e7)).lines)
    .trim()
    .split('\n')
    .flatMap((line) => parseEvent(line) ?? [])
    .filter((event) => event.kind === kind);

test('the preview counts and names, and keeps nothing', async () => {
  const bench = await reviewedBench();
  const { reviewed, datasets, journal, pieces } = bench;
  const head = journal.head().seq;
  expect(await reviewed.preview({ name: 'tips', which })).toEqual({
    ...{ dataset: null, added: 4, marked: 1, outlines: 0, known: 0, changed: 0, takenOut: 0 },
    classes: [
      { name: 'pass', verdict: 'pass', count: 2 },
      { name: 'bent', verdict: 'defect', count: 2 },
    ],
    groups: { serial: 3, instrument: 1, none: 0 },
    leftOut: {
      counts: { 'cannot-tell': 1, conflict: 1 },
      elsewhere: [],
      listed: [
        { inspection: pieces.five, why: 'cannot-tell' },
        { inspection: pieces.six, why: 'conflict' },
      ],
    },
  });
  expect([datasets.list(), journal.head().seq]).toEqual([[], head]);
});

test('frozen: the pictures by their hash, nothing copied, the journal says what went in; a second time changes nothing', async () => {
  const bench = await reviewedBench();
  const { reviewed, datasets, images, journal, pieces } = bench;
  const upTo = journal.head().seq;
  const put = images.put;
  images.put = () => Promise.reject(new Error('nothing is copied'));
  const done = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  images.put = put;
  expect(done).toMatchObject({
    added: 4,
    summary: { images: 4, frozen: true, parent: null, task: 'detect', by: 'ada' },
  });
  const { dataset } = await datasets.open('tips');
  expect(
    dataset.entries.map(({ name, class: shows, group, boxes, source }) => [
      name,
      shows,
      group,
      boxes,
      source,
    ]),
  ).toEqual([
    [`reviewed/${pieces.one}`, 'pass', 'SN 1', [], pieces.one],
    [`reviewed/${pieces.two}`, 'pass', 'SN 0', [], pieces.two],
    [`reviewed/${pieces.three}`, 'bent', 'SN 1', [{ class: 'bent', box: [1, 2, 3, 4] }], pieces.three],
    [`reviewed/${pieces.four}`, 'bent', 'forceps', undefined, pieces.four],
  ]);
  const lines = await linesOf(bench, 'dataset.frozen');
  expect(lines.map(({ by, data }) => [by.id, data])).toMatchObject([
    ['ada', { name: 'tips', sha256: done.summary.hash, images: 4, samples: { count: 4, upTo } }],
  ]);
  const head = journal.head().seq;
  const again = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  expect([again.added, again.summary, journal.head().seq]).toEqual([0, done.summary, head]);
});

test('what is reviewed later makes a child version; what was relabelled or taken back since is brought up to date', async () => {
  const { reviewed, samples, datasets, inspect, label, review, pieces } = await reviewedBench();
  const first = await finish(
    reviewed.freeze({ name: 'tips', which, split: { valid: 0, test: 0.5, seed: 3 } }, ada),
  );
  const before = (await datasets.open('tips')).dataset.entries;
  const later = await inspect(8, { identity: { serial: 'SN 1' } });
  await label(later, 'pass');
  const { all } = await samples.reviewed();
  const old = (id: string) => all.find((one) => one.id === id)!.labels[0]!.id;
  await review.label([{ inspection: pieces.two, replaces: [old(pieces.two)], verdict: 'defect' }], ada);
  await review.withdraw([old(pieces.four)], ada);
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({
    ...{ dataset: { hash: first.summary.hash }, added: 1, changed: 1, takenOut: 1 },
    leftOut: { listed: [{ inspection: pieces.four, why: 'not-labelled' }] },
  });
  const { summary } = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  expect(summary).toMatchObject({ parent: first.summary.hash, frozen: true, images: 4 });
  const { entries } = (await datasets.open('tips')).dataset;
  const side = (id: string, of = entries) => of.find(({ source }) => source === id)?.split;
  // By name, of which `-17` comes before `-2`.
  expect(entries.map(({ source, class: shows }) => [source, shows])).toEqual([
    [later, 'pass'],
    [pieces.one, 'pass'],
    [pieces.two, 'defect'],
    [pieces.three, 'bent'],
  ]);
  // Nobody changed sides, and the new picture is where its piece is.
  for (const id of [pieces.one, pieces.two, pieces.three]) expect(side(id)).toBe(side(id, before));
  expect(side(later)).toBe(side(pieces.one));
  // The first version stays as it was.
  expect((await datasets.versions.read(first.summary.hash)).entries).toEqual(before);
});

test('by name and by filter; an inspection nobody labelled is said, and a list does not count as having gone through all', async () => {
  const { reviewed, pieces } = await reviewedBench();
  const named = [pieces.seven, pieces.three];
  const some = await finish(
    reviewed.freeze({ name: 'tips', which: { kind: 'inspections', inspections: named } }, ada),
  );
  expect(some).toMatchObject({
    added: 1,
    leftOut: { listed: [{ inspection: pieces.seven, why: 'not-labelled' }] },
  });
  const filtered = async (filter: object) =>
    (await reviewed.preview({ name: 'other', which: { kind: 'filter', ...filter } })).added;
  expect([
    await filtered({}),
    await filtered({ reasons: ['corrected'] }),
    await filtered({ reasons: ['defect'], instruments: ['forceps'] }),
    await filtered({ instruments: ['scissors'] }),
    await filtered({ packages: ['tips v1'] }),
    await filtered({ from: '2100-01-01T00:00:00.000Z' }),
    await filtered({ to: '2100-01-01T00:00:00.000Z' }),
  ]).toEqual([4, 3, 3, 0, 0, 0, 4]);
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({ added: 3, known: 1 });
});

test('a picture that retention removed, or that no longer can be read, is left out by name', async () => {
  const { reviewed, memory, images, datasets, pieces, inspect, label } = await reviewedBench();
  const torn = await images.put('png', new TextEncoder().encode('no picture'));
  const image = { sha256: torn, type: 'png' as const, width: 4, height: 4, bytes: 10 };
  await label(await inspect(9, { image }), 'pass');
  await finish(reviewed.freeze({ name: 'all', which }, ada));
  const { entries } = (await datasets.open('all')).dataset;
  expect(entries.map(({ source }) => source)).toEqual([pieces.one, pieces.two, pieces.three, pieces.four]);
  const gone = entries[0]!.image;
  await memory.files.remove(`images/${gone.slice(0, 2)}/${gone}.png`);
  const { leftOut, added } = await reviewed.preview({ name: 'tips', which });
  expect([added, leftOut.counts['picture-gone'], leftOut.listed[0]]).toEqual([
    4,
    1,
    { inspection: pieces.one, why: 'picture-gone' },
  ]);
});

test('a desk freezes what other stations inspected: whose pictures are not here yet is said and asked for, and comes in later', async () => {
  const far = (await start(createMemoryPlatform({ seed: 2 }))).journal;
  const others = othersOf(far);
  const bench = await openBench(pictures, undefined, others);
  const { reviewed, datasets, images, journal, asked, inspect, label } = bench;
  const own = await inspect(1);
  await label(own, 'pass');
  const shown = await Promise.all([2, 3].map((seed) => png(seed)));
  const [here, away] = [
    await images.put('png', shown[0]!),
    createHash('sha256').update(shown[1]!).digest('hex'),
  ];
  const record = async (sha256: string) => {
    const image = { sha256, type: 'png' as const, width: 40, height: 30, bytes: 10 };
    const { seq } = await far.append('inspection.recorded', inspection(sha256, '', { image }), technician);
    return `${far.stationId}-${seq}`;
  };
  const [two, three] = [await record(here), await record(away)];
  others.come();
  await label(two, 'defect', { class: 'bent' });
  // The one whose picture is missing was labelled at its own station.
  await far.append('label.set', { inspection: three, replaces: [], verdict: 'pass' }, ada);
  others.come();
  const elsewhere = [{ station: far.stationId, count: 1 }];
  const leftOut = { counts: { 'picture-elsewhere': 1 }, elsewhere, listed: [{ inspection: three }] };
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({ added: 2, leftOut });
  expect(asked).toEqual([{ station: far.stationId, sha256: away }]);
  const head = journal.head().seq;
  const done = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  expect(done).toMatchObject({ added: 2, leftOut, summary: { images: 2 } });
  expect((await linesOf(bench, 'dataset.frozen')).map(({ data }) => data)).toMatchObject([
    { samples: { count: 2, upTo: head, others: { [far.stationId]: far.head().seq }, waiting: [three] } },
  ]);
  // Still away: nothing else is offered again. Then it is here, and comes in.
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({ added: 0, known: 0, leftOut });
  await images.put('png', shown[1]!);
  const later = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  expect(later).toMatchObject({ added: 1, leftOut: { counts: {}, elsewhere: [] }, summary: { images: 3 } });
  expect((await linesOf(bench, 'dataset.frozen')).at(-1)?.data).not.toHaveProperty('samples.waiting');
  const { entries } = (await datasets.open('tips')).dataset;
  expect(new Set(entries.map(({ source }) => source))).toEqual(new Set([own, two, three]));
  // A label that is set over there makes it new again here.
  await far.append('label.set', { inspection: two, replaces: [], verdict: 'pass' }, ada);
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({ takenOut: 0 });
  others.come();
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({
    takenOut: 1,
    leftOut: { listed: [{ inspection: two, why: 'conflict' }] },
  });
});

test('refused as a whole where something of the dataset blocks training, or there is nothing to freeze', async () => {
  const bench = await reviewedBench();
  const { reviewed, datasets } = bench;
  const later = { kind: 'filter', from: '2100-01-01T00:00:00.000Z' } as const;
  await expect(finish(reviewed.freeze({ name: 'tips', which: later }, ada))).rejects.toMatchObject({
    code: 'conflict',
    data: { what: 'tips has no pictures; there is nothing to freeze' },
  });
  await datasets.change('tips', ada, () =>
    Promise.resolve({
      made: 'by hand',
      dataset: {
        ...{ format: 1, name: 'tips', task: 'detect', classes: [{ name: 'a', verdict: 'defect' }] },
        entries: [],
        faults: [{ check: 'unreadable', file: 'a.png', message: 'a.png: broken' }],
      },
    }),
  );
  const before = datasets.list();
  await expect(finish(reviewed.freeze({ name: 'tips', which }, ada))).rejects.toMatchObject({
    code: 'conflict',
    data: { what: expect.stringContaining('unreadable (1)') as string },
  });
  expect(datasets.list()).toEqual(before);
  expect(await linesOf(bench, 'dataset.frozen')).toEqual([]);
});

test('what somebody took out stays out until it is labelled again or asked for by name', async () => {
  const { reviewed, datasets, inspect, label, pieces } = await reviewedBench();
  await finish(reviewed.freeze({ name: 'tips', which }, ada));
  await datasets.takeOut('tips', `reviewed/${pieces.one}`, ada);
  await label(await inspect(8), 'pass');
  expect(await reviewed.preview({ name: 'tips', which })).toMatchObject({ added: 1, known: 0 });
  await label(pieces.two, 'pass');
  const named = { kind: 'inspections' as const, inspections: [pieces.one] };
  expect(await reviewed.preview({ name: 'tips', which: named })).toMatchObject({ added: 1, takenOut: 1 });
});

test('a freeze that the journal could not take is finished by the next', async () => {
  const bench = await reviewedBench();
  const { reviewed, journal, datasets } = bench;
  const { append } = journal;
  journal.append = () => Promise.reject(new LoupeError('not-written', { cause: 'no space' }));
  await expect(finish(reviewed.freeze({ name: 'tips', which }, ada))).rejects.toMatchObject({
    code: 'not-written',
  });
  expect(datasets.list()).toMatchObject([{ images: 4, frozen: false }]);
  journal.append = append;
  const { summary } = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  expect(summary).toMatchObject({ images: 4, frozen: true });
  expect(await linesOf(bench, 'dataset.frozen')).toMatchObject([
    { data: { sha256: summary.hash, samples: { count: 4 } } },
  ]);
});

test('a picture of 16 bit is learnt from as it was judged', async () => {
  const { reviewed, datasets, images, inspect, label } = await openBench(pictures);
  const data = Uint8Array.from({ length: 2400 }, (_, i) => (i % 2 === 0 ? (7 * i) & 255 : 3));
  const bytes = encodeTiff([{ width: 40, height: 30, bits: 16, data }]);
  const sha256 = await images.put('tiff', bytes);
  const image = {
    sha256,
    type: 'tiff' as const,
    width: 40,
    height: 30,
    bytes: bytes.length,
    depth: 'min-max' as const,
  };
  await label(await inspect(1, { image }), 'pass');
  await finish(reviewed.freeze({ name: 'tips', which }, ada));
  const [entry] = (await datasets.open('tips')).dataset.entries;
  const judged = (await pictures.decode(bytes.slice(), 0, 'min-max')).frame.data;
  expect((await datasets.stored.frame(entry!)).data).toEqual(judged);
  expect((await pictures.decode(bytes.slice(), 0)).frame.data).not.toEqual(judged);
});
