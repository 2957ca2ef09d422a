import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { rowOf } from '../projection/row.ts';
import { inspection, random, station } from '../projection/journal.fixture.ts';
import { createStore } from '../projection/store.ts';
import { csvHead, csvLine, exportRows } from './export.ts';

const row = (seq: number, said: { serial?: string } = {}) =>
  rowOf(station, {
    seq,
    at: new Date(1_700_000_000_000 + seq).toISOString(),
    by: 'a-kaya',
    data: inspection(seq, random(seq), { verdict: 'defect', ...said }),
  });

test('a CSV line has one cell a column; quotes are doubled and formulas disarmed', () => {
  const line = csvLine({
    ...row(41),
    instrument: 'Kerrison, "fine"',
    serial: '=HYPERLINK(1)',
    score: 0.91,
    findings: [],
  });
  expect(
    line.startsWith(
      `${station}-41,41,2023-11-14T22:13:20.041Z,a-kaya,defect,,0.91,"Kerrison, ""fine""",'=HYPERLINK(1),`,
    ),
  ).toBe(true);
  const plain = csvLine(row(41));
  expect(plain.split(',').length).toBe(csvHead.split(',').length);
});

test('exports every row of the filter, newest first, in both formats', async () => {
  const store = createStore('export');
  await store.inspections.bulkPut(Array.from({ length: 2100 }, (_, i) => row(i + 1)));
  const told: number[] = [];
  const csv = await (await exportRows(store, {}, 'csv', (n) => told.push(n))).text();
  expect(told).toEqual([2000, 2100]);
  expect(csv.split('\r\n').length).toBe(2102);
  const last = { from: 1_700_000_002_098 };
  const json = JSON.parse(await (await exportRows(store, last, 'json', () => undefined)).text()) as {
    id: string;
  }[];
  expect(json.map(({ id }) => id)).toEqual([2100, 2099, 2098].map((seq) => `${station}-${seq}`));
  await store.delete();
}, 30_000);
