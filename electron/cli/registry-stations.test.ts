import { expect, test, vi } from 'vitest';
import { createNodePlatform } from '../host/platform-node.ts';
import { createFolderRuns } from '../host/registry/folder/folder-runs.ts';
import { signer } from '../host/registry/statements/signer.fixture.ts';
import { reportOf } from '../host/registry/statements/report.fixture.ts';
import { reportFile, reportRun, signReport } from '../host/registry/statements/report.ts';
import { openStation } from '../host/station.ts';
import { openDesk } from './desk.fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const desk = openDesk();

test('each station of the registry is told with its word, and whether that counts here', async () => {
  const platform = createNodePlatform({ data: desk.at('station'), workers: () => '' });
  const own = await openStation({ platform, app: '0.1.0' });
  const runs = createFolderRuns({ ...platform, root: 'registry' });
  const report = (station: string, publicKey: string) =>
    reportOf(station, [publicKey], {
      running: { name: 'sample', version: 1, sha256: 'a'.repeat(64), since: '2026-11-21T03:00:00.000Z' },
      wanted: { name: 'sample', version: 2, serial: 2 },
      ...{ held: 'a customer is here', waiting: 3 },
    });
  const put = async (station: string, bytes: Uint8Array | null) => {
    await runs.open(reportRun(station), { name: 'station', at: 0 });
    if (bytes !== null) await runs.put(reportRun(station), reportFile, bytes);
  };
  const other = signer();
  await put('b2b2b2b2b2b2b2b2', signReport(report('b2b2b2b2b2b2b2b2', other.publicKey), other));
  await put(own.stationId, signReport(report(own.stationId, own.publicKey), own));
  await put('c3c3c3c3c3c3c3c3', null);
  await put('d4d4d4d4d4d4d4d4', signReport(report('b2b2b2b2b2b2b2b2', other.publicKey), other));
  const { code, results } = await desk.loupe('registry', 'list', '--stations');
  expect(code).toBe(0);
  const told = new Map((results as { station: string }[]).map((one) => [one.station, one]));
  expect(told.get('b2b2b2b2b2b2b2b2')).toMatchObject({
    ...{
      trust: 'new',
      running: { version: 1 },
      wanted: { version: 2 },
      held: 'a customer is here',
      waiting: 3,
    },
    fingerprint: expect.stringMatching(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/),
  });
  expect(told.get(own.stationId)).toMatchObject({ trust: 'own' });
  expect(told.get('c3c3c3c3c3c3c3c3')).toMatchObject({ trust: null, problem: 'it has not reported yet' });
  expect(told.get('d4d4d4d4d4d4d4d4')).toMatchObject({
    problem: 'it is the report of b2b2b2b2b2b2b2b2',
  });
  expect(told.size).toBe(4);
});

test('a registry that is not reached is named with what to do', async () => {
  await desk.write('station/settings.json', JSON.stringify({ registryUrl: 'http://127.0.0.1:9' }));
  for (const words of [['list'], ['list', '--stations'], ['pull', 'sample']]) {
    const { code, complaints } = await desk.loupe('registry', ...words);
    expect([code, complaints]).toEqual([
      1,
      expect.stringMatching(/^registry-unreachable: \S.*[^.]\. Try again once the registry answers/),
    ]);
  }
});
