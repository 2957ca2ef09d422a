import { mkdir, readFile, readdir } from 'node:fs/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { system } from '../contract/people.ts';
import type { Host } from '../host/host.ts';
import { keyIdOf } from '../host/models/package.ts';
import { openDesk, type Desk } from './desk.fixture.ts';
import { places } from './places.fixture.ts';
import { openStation } from './station.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const [bench, desk] = [openDesk(), openDesk()];
beforeAll(async () => {
  await mkdir(bench.at('drive'));
  await bench.begin();
  for (const one of [bench, desk])
    await one.write('station/settings.json', JSON.stringify({ registryFolder: bench.at('drive') }));
});

async function within<T>(one: Desk, act: (host: Host) => Promise<T>): Promise<T> {
  const { host } = await openStation(one.at('station'), null, places);
  await host.ready.catch(() => undefined);
  return act(host).finally(() => host.close());
}

test('two stations on a shared folder follow each other: the same bytes, the picture, and labels that come back', async () => {
  const about = ({ station }: Host) =>
    Promise.resolve({ id: station.stationId, publicKey: station.publicKey });
  const [there, here] = [await within(bench, about), await within(desk, about)];
  const trust = (one: Desk, { id, publicKey }: typeof here) =>
    one.write(
      'station/trusted-keys.json',
      JSON.stringify({
        keys: [
          {
            keyId: keyIdOf(publicKey),
            name: 'Other',
            added: '2026-11-22T00:00:00.000Z',
            station: id,
            publicKey,
          },
        ],
      }),
    );
  expect(await bench.loupe('sync')).toMatchObject({ code: 0 });
  expect(await desk.loupe('sync')).toMatchObject({
    code: 0,
    results: [{ others: [{ station: there.id, lines: 0, trusted: false, problem: 'not-trusted' }] }],
  });

  await trust(desk, there);
  const [synced] = (await desk.loupe('sync')).results;
  expect(synced).toMatchObject({ others: [{ station: there.id, trusted: true, problem: null }] });
  const folder = desk.at('station', 'stations', there.id, 'journal');
  const names = (await readdir(bench.at('station', 'journal'))).filter((name) => name.includes('-'));
  expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
  expect(names).not.toEqual([]);
  for (const name of names)
    expect(await readFile(`${folder}/${name}`)).toEqual(await readFile(bench.at('station', 'journal', name)));

  // The desk sees its picture; what it says of it comes back.
  const said = await within(desk, async ({ registry: { followed, far }, journal }) => {
    const lines = new TextDecoder().decode((await followed.journal(there.id).read(0, 1e6)).lines).split('\n');
    const line = JSON.parse(lines.find((one) => one.includes('inspection.recorded'))!) as {
      seq: number;
      data: { image: { sha256: string } };
    };
    const inspection = `${there.id}-${line.seq}`;
    await journal.append('label.set', { inspection, replaces: [], verdict: 'defect' }, system);
    return { inspection, picture: (await far.get(line.data.image.sha256)).bytes };
  });
  await trust(bench, here);
  await desk.loupe('sync');
  await bench.loupe('sync');
  const labels = await within(bench, async ({ registry: { followed } }) =>
    new TextDecoder().decode((await followed.journal(here.id).read(0, 1e6)).lines),
  );
  expect(labels).toContain(`"kind":"label.set","data":{"inspection":"${said.inspection}"`);
  expect(Buffer.from(said.picture)).toEqual(await readFile(bench.at('bright.png')));
});
