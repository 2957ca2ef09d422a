import { describe, expect, test } from 'vitest';
import { checkDataset } from '../dataset/check.ts';
import { datasetText, type Dataset } from '../dataset/dataset.ts';
import { examinationOf } from '../dataset/examination.ts';
import { splitDataset } from '../dataset/split.ts';
import { createRandom } from '../demo/random.ts';
import { gather, type GatherWishes } from './gather.ts';
import type { Reviewed, SampleLabel } from './reviewed.ts';

const empty: Dataset = { format: 1, name: 'tips', task: 'classify', classes: [], entries: [] };
const hash = (n: number) => n.toString(16).padStart(64, '0');
type Said = Omit<SampleLabel, 'id'>;
const reviewed = (n: number, said: readonly Said[], more: Partial<Reviewed> = {}): Reviewed => ({
  ...{ id: `station1-${n}`, at: '2026-01-01T00:00:00.000Z', verdict: 'pass', disagreed: false },
  ...{
    image: { sha256: hash(n), width: 40, height: 30 },
    flagged: false,
    saidAt: { bench001: n },
    opinions: [],
    asking: [],
  },
  labels: said.map((label, i) => ({ id: `station1-${1000 * (i + 1) + n}`, ...label })),
  ...more,
});
const good: Said = { verdict: 'pass' };
const bent: Said = { verdict: 'defect', class: 'bent' };
const marked = (name: string, ...box: [number, number, number, number]): Said => ({
  ...{ verdict: 'defect', class: name },
  regions: [{ kind: 'box', box, class: name, score: 1 }],
});
const all: GatherWishes = { wanted: () => true, absent: () => null };
const left = (of: { leftOut: readonly { inspection: string; why: string; other?: string }[] }) =>
  of.leftOut.map(({ inspection, why, other }) => [inspection, why, ...(other === undefined ? [] : [other])]);

describe('gather', () => {
  test('labels become classes, marks become boxes, the piece becomes the group', () => {
    const { dataset, added, leftOut } = gather(
      empty,
      [
        reviewed(1, [good], { instrument: 'forceps', serial: 'SN 1' }),
        reviewed(2, [{ verdict: 'defect' }], { instrument: 'forceps' }),
        reviewed(3, [marked('bent', -2, 10, 12, 40)]),
        reviewed(4, [{ ...good, class: 'worn' }], {
          image: { sha256: hash(4), width: 4, height: 3, page: 2 },
        }),
      ],
      all,
    );
    expect(dataset).toEqual({
      ...{ format: 1, name: 'tips', task: 'detect' },
      classes: [
        { name: 'pass', verdict: 'pass' },
        { name: 'defect', verdict: 'defect' },
        { name: 'bent', verdict: 'defect' },
        { name: 'worn', verdict: 'pass' },
      ],
      entries: [
        {
          ...{ name: 'reviewed/station1-1', image: hash(1), width: 40, height: 30 },
          // Among pictures with marks, a good piece is one with nothing to mark.
          ...{ class: 'pass', group: 'SN 1', source: 'station1-1', boxes: [] },
        },
        {
          ...{ name: 'reviewed/station1-2', image: hash(2), width: 40, height: 30 },
          ...{ class: 'defect', group: 'forceps', source: 'station1-2' },
        },
        {
          ...{ name: 'reviewed/station1-3', image: hash(3), width: 40, height: 30 },
          ...{ class: 'bent', source: 'station1-3', boxes: [{ class: 'bent', box: [0, 10, 10, 20] }] },
        },
        {
          ...{ name: 'reviewed/station1-4#3', image: hash(4), page: 3, width: 4, height: 3 },
          ...{ class: 'worn', source: 'station1-4', boxes: [] },
        },
      ],
    });
    expect([added.length, leftOut]).toEqual([4, []]);
  });

  test('what teaches nothing is left out, each with its reason', () => {
    const gone = reviewed(6, [good]);
    const { dataset, ...rest } = gather(
      empty,
      [
        reviewed(1, [good, bent]),
        reviewed(2, []),
        reviewed(3, [{ verdict: 'cannot-tell' }]),
        reviewed(4, [{ verdict: 'bad-picture' }]),
        reviewed(5, [{ ...good, class: 'bent' }]),
        gone,
        reviewed(7, [bent]),
      ],
      { ...all, absent: ({ image }) => (image.sha256 === gone.image.sha256 ? 'picture-gone' : null) },
    );
    expect(dataset.entries.map(({ source }) => source)).toEqual(['station1-7']);
    expect(left(rest)).toEqual([
      ['station1-1', 'conflict'],
      ['station1-2', 'not-labelled'],
      ['station1-3', 'cannot-tell'],
      ['station1-4', 'bad-picture'],
      ['station1-5', 'means-otherwise'],
      ['station1-6', 'picture-gone'],
    ]);
  });

  test('the same picture twice: one stays, the one with marks; with two classes neither does', () => {
    const image = { sha256: hash(99), width: 40, height: 30 };
    const torn = { sha256: hash(98), width: 40, height: 30 };
    const { dataset, ...rest } = gather(
      empty,
      [
        reviewed(1, [bent], { image }),
        reviewed(2, [marked('bent', 1, 1, 2, 2)], { image }),
        reviewed(3, [bent], { image }),
        reviewed(4, [bent], { image: torn }),
        reviewed(5, [good], { image: torn }),
      ],
      all,
    );
    expect(dataset.entries.map(({ source }) => source)).toEqual(['station1-2']);
    expect(left(rest)).toEqual([
      ['station1-1', 'duplicate', 'station1-2'],
      ['station1-3', 'duplicate', 'station1-2'],
      ['station1-4', 'labelled-otherwise', 'station1-5'],
      ['station1-5', 'labelled-otherwise', 'station1-4'],
    ]);
  });

  test('only what is wanted comes in; a second time changes nothing', () => {
    const some = [reviewed(1, [good]), reviewed(2, [bent]), reviewed(3, [bent])];
    const first = gather(empty, some, { ...all, wanted: ({ id }) => id !== 'station1-3' });
    expect(first.dataset.entries).toHaveLength(2);
    const again = gather(first.dataset, some, { ...all, wanted: ({ id }) => id !== 'station1-3' });
    expect(again).toEqual({ ...first, added: [], known: 2 });
    const more = gather(first.dataset, some, all);
    expect([more.added.map(({ of }) => of.id), more.known]).toEqual([['station1-3'], 2]);
    expect(more.dataset.entries.slice(0, 2)).toEqual(first.dataset.entries);
  });

  test('what is in the dataset says what people say now; what nobody says any more goes; what came from elsewhere stays', () => {
    const start: Dataset = {
      ...empty,
      classes: [{ name: 'ok', verdict: 'pass' }],
      entries: [{ name: 'a.png', image: hash(70), width: 1, height: 1, class: 'ok', split: 'test' }],
    };
    const some = [1, 2, 3].map((n) => reviewed(n, [good], { serial: `SN ${n}` }));
    const { dataset } = gather(start, some, all);
    const sides = { ...dataset, entries: dataset.entries.map((one) => ({ ...one, split: 'test' as const })) };
    const later = [
      reviewed(1, [bent], { serial: 'SN 1' }),
      reviewed(2, [], { serial: 'SN 2' }),
      reviewed(3, [good], { serial: 'SN 3' }),
      reviewed(4, [good], { image: { sha256: hash(70), width: 1, height: 1 } }),
      reviewed(5, [good], { serial: 'SN 3' }),
      reviewed(6, [good], { serial: 'SN 6' }),
    ];
    const after = gather(sides, later, all);
    expect(after).toMatchObject({
      changed: ['reviewed/station1-1'],
      takenOut: ['reviewed/station1-2'],
      leftOut: [
        { inspection: 'station1-2', why: 'not-labelled' },
        { inspection: 'station1-4', why: 'labelled-otherwise', other: 'a.png' },
      ],
    });
    // The changed one keeps its side, a new picture of a known piece joins it, what is new is learnt from.
    expect(after.dataset.entries.map(({ name, class: shows, split }) => [name, shows, split])).toEqual([
      ['a.png', 'ok', 'test'],
      ['reviewed/station1-1', 'bent', 'test'],
      ['reviewed/station1-3', 'pass', 'test'],
      ['reviewed/station1-5', 'pass', 'test'],
      ['reviewed/station1-6', 'pass', 'train'],
    ]);
  });

  test('a class of the dataset keeps its meaning', () => {
    const classes: Dataset['classes'] = [
      { name: 'worn', verdict: 'pass' },
      { name: 'forceps', verdict: 'info' },
    ];
    const { dataset, leftOut } = gather(
      { ...empty, classes },
      [reviewed(1, [{ ...bent, class: 'worn' }]), reviewed(2, [{ ...bent, class: 'forceps' }])],
      all,
    );
    expect([dataset.classes, leftOut.map(({ why }) => why)]).toEqual([classes, ['means-otherwise']]);
  });

  test('300 seeded rounds of labels: the dataset never has what blocks training, and a second time changes nothing', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = createRandom(seed);
      const names = [undefined, 'bent', 'worn', 'rust'];
      const say = (): Said => {
        const name = names[random.below(4)];
        const verdict = (['pass', 'defect', 'defect', 'cannot-tell'] as const)[random.below(4)]!;
        const box = [random.below(50) - 5, random.below(40) - 5, random.below(20), 5] as const;
        const regions = [{ kind: 'box' as const, box, class: 'pit', score: 1 }];
        return {
          verdict,
          ...(name !== undefined && { class: name }),
          ...(random.below(3) === 0 && { regions }),
        };
      };
      let dataset = empty;
      for (let round = 0; round < 3; round++) {
        const some = Array.from({ length: 12 }, (_, n) =>
          reviewed(n, Array.from({ length: random.below(8) % 3 }, say), {
            image: { sha256: hash(n % 9), width: 40, height: 30 },
            ...(random.below(2) === 0 && { serial: `SN ${random.below(4)}` }),
          }),
        );
        const made = gather(dataset, some, all);
        const again = gather(made.dataset, some, all);
        expect([seed, round, datasetText(again.dataset)]).toEqual([seed, round, datasetText(made.dataset)]);
        const told = new Set(made.leftOut.map(({ inspection }) => inspection));
        for (const { source = '' } of made.dataset.entries) told.add(source);
        expect([seed, round, some.filter(({ id }) => !told.has(id))]).toEqual([seed, round, []]);
        const blocking = checkDataset(examinationOf(made.dataset, () => new Uint8Array(1), [])).filter(
          ({ severity }) => severity === 'blocks',
        );
        expect([seed, round, blocking]).toEqual([seed, round, []]);
        dataset = round === 0 ? splitDataset(made.dataset, { valid: 0.2, test: 0.3, seed }) : made.dataset;
      }
    }
  });
});
