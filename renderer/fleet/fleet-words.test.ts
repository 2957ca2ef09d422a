import { expect, test } from 'vitest';
import type { FleetStation, StationReport } from '../../electron/contract/fleet.ts';
import {
  contactCell,
  copyWords,
  entryWords,
  matching,
  modelCell,
  reachWords,
  staysOut,
  waitingCell,
} from './fleet-words.ts';

const now = new Date(2026, 10, 22, 14, 0).getTime();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const v = (version: number) => ({ name: 'holders', version });
const runs = (version: number) => ({ ...v(version), sha256: 'a'.repeat(64), since: ago(9000) });

const report: StationReport = {
  ...{ format: 1, station: 'abcdefghjkmnpqrs', app: '0.1.0', publicKeys: ['x'], at: ago(1) },
  ...{
    journal: { id: 'abcdefgh', head: { seq: 41, hash: 'x' } },
    running: runs(14),
    wanted: { ...v(14), serial: 7 },
  },
  ...{ held: null, pinned: [], waiting: 12, parked: 0, disk: { freeBytes: 8e10, ok: true }, camera: 'ready' },
  ...{ refused: null, problem: null, orders: 0 },
};
const row = (
  name: string,
  more: Partial<StationReport> = {},
  trust: FleetStation['trust'] = 'trusted',
): FleetStation => ({
  ...{ station: `${name.toLowerCase().padEnd(16, 'x')}`, name, trust, fingerprint: 'a3f9', keyId: 'a3f9' },
  ...{ report: { ...report, ...more }, heard: null, problem: null, copy: null, orders: [] },
});

test('after five minutes without a word a station is known as it was', () => {
  expect(contactCell(row('B1', { at: ago(5) }), now)).toEqual({ text: '13:55', mark: false });
  expect(contactCell(row('B1', { at: ago(20) }), now)).toEqual({ text: 'Last known 13:40', mark: false });
  // A clock of another day hides no station, and makes none look alive.
  const day = 24 * 60;
  const heard = (at: string, minutes: number) => ({ ...row('B1', { at }), heard: ago(minutes) });
  expect(contactCell(heard(ago(day), 1), now)).toEqual({
    text: '13:59, its clock is 24 h behind',
    mark: true,
  });
  expect(contactCell(heard(ago(-90), 20), now).text).toBe('Last known 13:40, its clock is 110 min ahead');
  expect(contactCell(heard(ago(2), 1), now)).toEqual({ text: '13:59', mark: false });
  expect(contactCell(row('B1', { at: ago(-day) }), now).text).toBe('Last known 23 Nov, 14:00');
  const parted = { seq: 9, problem: { code: 'parted', why: 'x' } } as const;
  expect(contactCell({ ...row('B1'), copy: parted }, now)).toEqual({
    text: '13:59, journal parted',
    mark: true,
  });
  expect(copyWords(parted)).toMatch(/^Its record is here up to #9\. A second journal goes on .* \(x\)/);
  expect(copyWords({ seq: 9, problem: null })).toBe('');
  // Whoever looks is here, whatever the clock says.
  expect(contactCell(row('', { at: ago(20) }, 'own'), now).text).toBe('now');
  expect(contactCell({ ...row('B1'), report: null, problem: 'cut' }, now)).toEqual({
    text: 'report unreadable',
    mark: true,
  });
});

test('what runs, what is wanted, and why they differ; marked where somebody should look', () => {
  expect(modelCell(report)).toEqual({ text: 'holders v14', mark: false });
  const behind = { ...report, running: runs(13) };
  expect(modelCell(behind).text).toBe('holders v13 → v14');
  expect(modelCell({ ...behind, held: 'audit', pinned: [v(13)] }).text).toBe(
    'holders v13 → v14 · held · pinned v13',
  );
  expect(modelCell({ ...behind, refused: { ...v(14), why: 'golden' } })).toEqual({
    text: 'holders v13 → v14 · v14 refused',
    mark: true,
  });
  expect(modelCell({ ...report, running: null })).toEqual({ text: 'none → holders v14', mark: true });
  expect(modelCell({ ...report, wanted: null }).text).toBe('holders v14');
  expect(waitingCell({ ...report, parked: 2 })).toEqual({ text: '12, 2 put aside', mark: true });
});

test('the filter finds names, ids, models, and those that are new', () => {
  const all = [row('', {}, 'own'), row('Bench B1'), row('Bench C1', {}, 'new')];
  const found = (text: string) => matching(all, text).map(({ name }) => name);
  expect(found('c1')).toEqual(['Bench C1']);
  expect(found(' NEW ')).toEqual(['Bench C1']);
  expect(found('holders')).toEqual(['', 'Bench B1', 'Bench C1']);
  expect(found('this')).toEqual(['']);
});

test('how far a promotion goes, and where it stays out and why', () => {
  const own = row('', {}, 'own');
  const behind = { running: runs(13) };
  expect(reachWords([own], v(15))).toBe('Only this station: no other reports to this registry.');
  expect(reachWords([own, row('B1'), row('B2')], v(15))).toBe(
    '2 other stations, at the next poll (a minute).',
  );
  expect(reachWords([own, row('B1'), row('B2', behind)], v(14))).toBe(
    '1 of 2 other stations judges with it.',
  );
  expect(reachWords([own, row('B1'), row('B2')], v(14))).toBe('2 of 2 other stations judge with it.');
  expect(reachWords([own, row('B1'), row('B2')], v(15), 1)).toBe(
    '2 other stations, at the next poll (a minute), but for:',
  );
  const out = staysOut(
    [
      own,
      row('B1'),
      row('B2', { ...behind, refused: { ...v(14), why: 'golden case 3' } }),
      row('B3', { ...behind, held: 'audit week' }),
      row('B4', { ...behind, pinned: [v(13)] }),
      row('B5', { ...behind, at: ago(20) }),
      row('B6', behind),
      row('C1', behind, 'new'),
    ],
    v(14),
    now,
  );
  expect(out.map(({ station: { name }, why }) => `${name} ${why}`)).toEqual([
    'B2 refused: golden case 3',
    'B3 held: audit week',
    'B4 pinned to v13',
    'B5 last known 13:40',
    'C1 new: trust it in Fleet first',
  ]);
});

test('a line of the timeline', () => {
  const entry = { at: ago(1), model: 'holders', version: 14, why: '', by: 'anna', serial: null } as const;
  expect(entryWords({ ...entry, kind: 'activated' })).toBe('judges with holders v14');
  expect(entryWords({ ...entry, kind: 'unpinned', version: null })).toBe('no longer pinned: holders');
  expect(entryWords({ ...entry, kind: 'held', model: null, version: null })).toBe('updates held');
});
