import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../ml/sample/policy.ts';
import { apply } from '../../projection/apply.ts';
import { inspection, journalId, line, random, station } from '../../projection/journal.fixture.ts';
import { parseLines } from '../../projection/lines.ts';
import { createStore, cursorAt } from '../../projection/store.ts';
import { wantedOf, type Choice } from './wish.ts';

const id = (seq: number) => `${station}-${seq}`;

test('reasons that only the projection knows become a list of inspections, the others a filter', async () => {
  const store = createStore(`wish-${Math.random()}`);
  await store.cursors.put(cursorAt({ station, journal: journalId }, 0, null));
  const next = random(1);
  const policy = { ...defaultPolicy, controlEvery: 1, nearLimit: 0, novelAbove: 1, burstSeconds: 0 };
  const piece = (seq: number, verdict: 'pass' | 'unsure') =>
    line(seq, 'inspection.recorded', inspection(seq, next, { verdict, serial: `SN ${seq}` }));
  const label = (seq: number, of: number) =>
    line(seq, 'label.set', { inspection: id(of), verdict: 'pass', replaces: [] });
  const texts = [
    line(1, 'settings.changed', { changes: [{ path: 'samplePolicy', from: null, to: policy }] }),
    ...[piece(2, 'pass'), piece(3, 'pass'), piece(4, 'unsure'), piece(5, 'pass'), piece(6, 'pass')],
    ...[label(7, 2), label(8, 4), label(9, 5), label(10, 6)],
    line(11, 'label.withdrawn', { label: id(10) }),
  ];
  await apply(store, station, parseLines(new TextEncoder().encode(texts.join('\n')), 0), 1000);
  const wanted = (choice: Choice) => wantedOf(store, { kind: 'choice', choice });
  expect(await wanted({ reasons: ['control'] })).toEqual([
    { kind: 'inspections', inspections: [id(2), id(5)] },
  ]);
  expect(await wanted({ reasons: ['control', 'unsure'] })).toEqual([
    { kind: 'inspections', inspections: [id(2), id(4), id(5)] },
  ]);
  expect(await wanted({ reasons: ['novel'] })).toEqual([]);
  const { instrument } = (await store.inspections.get([station, 2]))!;
  const day = '2023-11-14';
  expect(await wanted({ reasons: ['unsure'], instrument: instrument!, from: day, to: day })).toEqual([
    {
      ...{ kind: 'filter', reasons: ['unsure'], instruments: [instrument] },
      from: new Date(`${day}T00:00:00`).toISOString(),
      to: new Date('2023-11-15T00:00:00').toISOString(),
    },
  ]);
  expect(await wanted({ reasons: ['control'], to: '2023-11-01' })).toEqual([]);
  expect(await wanted({ reasons: [] })).toEqual([{ kind: 'filter' }]);
  await store.delete();
});

test('more than one call takes is sent in parts', async () => {
  const inspections = Array.from({ length: 20_001 }, (_, i) => id(i + 1));
  const parts = await wantedOf(createStore('none'), { kind: 'these', inspections, what: 'many' });
  expect(parts.map((part) => (part.kind === 'inspections' ? part.inspections.length : 0))).toEqual([
    20_000, 1,
  ]);
});
