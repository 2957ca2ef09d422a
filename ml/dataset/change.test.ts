import { expect, test } from 'vitest';
import { appendBatch } from './append.ts';
import { datasetCard } from './card.ts';
import { keepIn, quarantine } from './clean.ts';
import { datasetSchema, datasetText, type Dataset, type Entry } from './dataset.ts';
import type { CheckFinding } from './examined.ts';

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  ...{ name, image: name.charCodeAt(0).toString(16).padStart(64, '0'), width: 10, height: 10, class: 'ok' },
  ...more,
});
const of = (...entries: Entry[]): Dataset => ({
  ...{ format: 1, name: 'tips', task: 'classify', classes: [{ name: 'ok', verdict: 'pass' }], entries },
});
const names = ({ entries }: Pick<Dataset, 'entries'>) => entries.map(({ name }) => name);
const found = (check: string, ...offenders: CheckFinding['offenders']): CheckFinding => ({
  ...{ check, severity: 'blocks', count: offenders.length, offenders },
});

test('the same content is the same text, whatever the order; it reads back', () => {
  const [a, b] = [entry('a'), entry('b', { split: 'test' })];
  expect(datasetText(of(a, b))).toBe(datasetText(of(b, a)));
  expect(datasetText(of(a, b))).not.toBe(datasetText(of(a, { ...b, split: 'train' })));
  expect(datasetSchema.parse(JSON.parse(datasetText(of(b, a))))).toEqual(of(a, b));
});

test('offenders leave, others stay; a page leaves with its file; notes on files go too', () => {
  const set = {
    ...of(entry('a'), entry('b'), entry('c#1', { page: 1 }), entry('c#2', { page: 2 })),
    faults: [
      { check: 'unreadable' as const, file: 'x', message: 'x is broken' },
      { check: 'orphan-picture' as const, file: 'c', message: 'c has no mask' },
    ],
  };
  const findings = [
    found('duplicate', { files: ['a', 'b'], out: ['b'], message: '' }),
    found('orphan-picture', { files: ['c'], message: '' }),
  ];
  expect(names(quarantine(set, findings, ['duplicate']))).toEqual(['a', 'c#1', 'c#2']);
  const cleaned = quarantine(set, findings, ['orphan-picture']);
  expect([names(cleaned), cleaned.faults?.map(({ file }) => file)]).toEqual([['a', 'b'], ['x']]);
});

test('a class that nothing shows is left out of the classes', () => {
  const set = { ...of(entry('a')), classes: [...of().classes, { name: 'bent', verdict: 'defect' as const }] };
  expect(
    quarantine(set, [found('empty-class', { files: [], message: '' })], ['empty-class']).classes,
  ).toEqual(of().classes);
});

test('kept on one side only where one is there', () => {
  const set = of(
    ...[entry('a', { split: 'train' }), entry('b', { split: 'valid' })],
    ...[entry('c', { split: 'valid' }), entry('d', { split: 'test' })],
  );
  const findings = [found('same', { files: ['b', 'a'], message: '' }, { files: ['d', 'c'], message: '' })];
  expect(names(keepIn(set, findings, 'same', 'train'))).toEqual(['a', 'c', 'd']);
  expect(names(keepIn(set, findings, 'same', 'valid'))).toEqual(['b', 'c']);
});

test('a name that is taken gets a number; masks must mean the same', () => {
  const masks = [{ from: 0, to: 0, class: null }];
  const other = entry('a/b.png', { image: 'f'.repeat(64) });
  const batch = { ...of(other, { ...other, image: 'e'.repeat(64) }), maskValues: masks };
  const after = appendBatch(of(entry('a/b.png')), batch);
  expect([names(after), after.maskValues]).toEqual([['a/b.png', 'a/b (2).png', 'a/b (3).png'], masks]);
  expect(() => appendBatch({ ...after, maskValues: [] }, { ...batch, entries: [entry('z')] })).toThrow(
    'mean something else',
  );
});

test('the card says what is known, and what is not', () => {
  const card = datasetCard(
    of(entry('a', { split: 'train', licence: 'CC|0' }), entry('b', { split: 'test' })),
    {
      ...{ hash: 'abc', at: '2026-01-01T00:00:00Z', frozen: true },
      report: { images: 2, classes: {}, splits: {}, findings: [] },
    },
  );
  for (const line of [
    '2 pictures for telling classes apart: train 1, test 1. Frozen.',
    '| ok | pass | 1 | 0 | 1 | 0 |',
    '- Licence: CC\\|0 (1)\n- Licence: not stated (1)',
    '- Fewer than 60 test pictures of ok: rates on them are rough.',
    '- It has no validation side',
  ])
    expect(card).toContain(line);
});
