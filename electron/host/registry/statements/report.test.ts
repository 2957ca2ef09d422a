import { expect, test } from 'vitest';
import type { StationReport } from '../../../contract/fleet.ts';
import { signer } from './signer.fixture.ts';
import { reportOf } from './report.fixture.ts';
import { fingerprintOf, readReport, signReport, trustOf, type PinnedKey } from './report.ts';
import { signStatement } from './statement.ts';

const [b2, b3, desk] = [signer(), signer(), signer()];
const station = 'b2b2b2b2b2b2b2b2';
const report = reportOf(station, [b2.publicKey], {
  running: { name: 'sample', version: 1, sha256: 'a'.repeat(64), since: '2026-11-21T03:00:00.000Z' },
  wanted: { name: 'sample', version: 2, serial: 2 },
});
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const changed = (bytes: Uint8Array, from: string, to: string) => {
  expect(text(bytes)).toContain(from);
  return new TextEncoder().encode(text(bytes).replace(from, to));
};

test('what a station says of itself comes out as it went in, with the key that signed it', () => {
  expect(readReport(signReport(report, b2), station)).toEqual({
    ...{ report, keyId: b2.keyId, publicKey: b2.publicKey },
  });
  expect(fingerprintOf(b2.keyId)).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/);
});

test('what a newer Loupe says more is signed too, and passed over', () => {
  const bytes = signStatement('station-report', { ...report, drift: 0.5 }, b2);
  expect(readReport(bytes, station).report).toEqual(report);
  expect(() => readReport(changed(bytes, '0.5', '0.1'), station)).toThrow('its signature is not');
});

test('any change of it, another place, another key and no report at all are refused in words', () => {
  const bytes = signReport(report, b2);
  for (const [from, to] of [
    ['"version": 1', '"version": 3'],
    ['"ok": true', '"ok": false'],
    [b2.keyId, b3.keyId],
    [`"${b2.publicKey}"`, `"${b3.publicKey}"`],
    [`"${b2.publicKey}"`, '"no key"'],
  ] as const)
    expect(() => readReport(changed(bytes, from, to), station), from).toThrow('its signature is not');
  expect(() => readReport(bytes, 'b3b3b3b3b3b3b3b3')).toThrow(`it is the report of ${station}`);
  expect(() => readReport(signReport({ ...report, publicKeys: [b3.publicKey] }, b2), station)).toThrow();
  expect(() => readReport(new TextEncoder().encode('<html>'), station)).toThrow('it is not JSON');
  expect(() => readReport(new TextEncoder().encode('{"said":{}}'), station)).toThrow('not the shape');
  expect(() => readReport(new Uint8Array(200_000), station)).toThrow('200000 bytes, 100000 are allowed');
});

test('whose word it is: the pinned key speaks for its station alone', () => {
  const own = { stationId: 'a1a1a1a1a1a1a1a1', publicKeys: [desk.publicKey] };
  const by = (key: typeof b2, parts: Partial<StationReport> = {}) =>
    readReport(
      signReport({ ...report, publicKeys: [key.publicKey], ...parts }, key),
      parts.station ?? station,
    );
  const trust = (keys: readonly PinnedKey[], key = b2) => trustOf(by(key), own, keys);
  const pinned = (key: typeof b2, of: string): PinnedKey => ({
    ...{ name: 'Bench', publicKey: key.publicKey, station: of },
  });
  expect(trust([])).toBe('new');
  expect(trust([{ name: 'Bench 2', publicKey: b2.publicKey }])).toBe('trusted');
  expect(trust([pinned(b2, station)])).toBe('trusted');
  // Another key in its name, and its key in another's name.
  expect(trust([pinned(b2, station)], b3)).toBe('changed');
  expect(trust([pinned(b2, station), { name: 'Bench 3', publicKey: b3.publicKey }], b3)).toBe('changed');
  expect(trust([pinned(b3, 'b3b3b3b3b3b3b3b3')], b3)).toBe('changed');
  // A station that got a new key, and an admin who trusted that one too.
  expect(trust([pinned(b2, station), pinned(b3, station)], b3)).toBe('trusted');
  // This station.
  expect(trustOf(by(desk, { station: own.stationId }), own, [])).toBe('own');
  expect(trustOf(by(b2, { station: own.stationId }), own, [pinned(b2, station)])).toBe('changed');
  expect(trustOf(by(desk), own, [])).toBe('changed');
});
