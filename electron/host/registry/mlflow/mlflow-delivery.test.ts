import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { samplePackage } from '../../models/package.fixture.ts';
import { openFleetBench, type FleetBench } from '../delivery/fleet-bench.fixture.ts';
import { signedPromotion, signedSample, signer } from '../statements/signer.fixture.ts';
import { admin } from '../promotion/station-bench.fixture.ts';
import { cuttingProxy } from './cutting-proxy.fixture.ts';
import { connectMlflow, type MlflowRegistry } from './mlflow-registry.ts';
import { serverPython, startServer, type RunningServer } from './mlflow-server.fixture.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describe.skipIf(serverPython === null)('two stations and a desk over a real MLflow server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-delivery-'));
  const [desk, stranger] = [signer(), signer()];
  let server: RunningServer;
  let there: MlflowRegistry;
  let a: FleetBench;
  let b: FleetBench;

  const ask = (method: string, path: string, body: unknown) =>
    fetch(`${server.url}/api/2.0/mlflow/${path}`, {
      ...{ method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    });
  /** The desk registers a package and promotes it. */
  const deskPromotes = async (version: number, serial: number, by = desk) => {
    const { files, ref } = signedSample(desk, { version, gain: 1 + version / 256 });
    await there.registry.register(ref, files, {});
    await there.registry.publish(signedPromotion(by, ref, serial));
  };
  const refusing = (version: number) =>
    Promise.all(
      [a, b].map((one) =>
        one.until(`refusing ${version}`, async () => (await one.report()).refused?.version === version),
      ),
    );

  beforeAll(async () => {
    server = await startServer(serverPython ?? '');
    there = connectMlflow({ url: server.url, login: null });
    const settings = { registryUrl: server.url };
    a = await openFleetBench(join(folder, 'a'), settings, desk);
    b = await openFleetBench(join(folder, 'b'), settings, desk);
  });
  afterAll(async () => {
    await Promise.all([a?.host.close(), b?.host.close()]);
    there?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('promoted on one, it judges on the other; mischief is refused on both; an order from afar is followed', async () => {
    await a.until('heard of', async () => (await b.sees(a)) !== undefined);
    await b.until('heard of', async () => (await a.sees(b)) !== undefined);
    const trust = async (at: FleetBench, of: FleetBench, name: string) => {
      const row = await at.sees(of);
      expect(row).toMatchObject({ trust: 'new' });
      await at.host.registry.fleet.trust({ station: of.id, keyId: row!.keyId, name }, admin);
    };
    await trust(a, b, 'Bench 2');
    await trust(b, a, 'Bench 1');
    await a.promote(samplePackage());
    await b.until('running 1', () => b.running() === 1);
    expect(await b.judging()).toEqual([1, 0.5]);

    // A stranger's statement, and MLflow's own alias moved by hand.
    await deskPromotes(2, 2, stranger);
    await refusing(2);
    // A package changed where it lies, and what was promoted before in its place.
    const name = 'loupe-sample';
    const tampered = signedSample(desk, { version: 3, gain: 1 });
    await there.registry.register(tampered.ref, tampered.files, {});
    const found = (await (
      await fetch(`${server.url}/api/2.0/mlflow/registered-models/get?name=${name}`)
    ).json()) as {
      registered_model: { latest_versions?: { source: string; version: string }[] };
    };
    const model = found.registered_model.latest_versions
      ?.find(({ version }) => version === '3')
      ?.source.split('/')
      .at(-1);
    const info = (await (await fetch(`${server.url}/api/2.0/mlflow/logged-models/${model}`)).json()) as {
      model: { info: { artifact_uri: string } };
    };
    const place = info.model.info.artifact_uri.replace('mlflow-artifacts:/', '');
    const put = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${place}/card.md`, {
      ...{ method: 'PUT', body: '# Another\n' },
    });
    expect(put.status).toBe(200);
    await there.registry.publish(signedPromotion(desk, tampered.ref, 3));
    await refusing(3);
    await deskPromotes(4, 4);
    for (const one of [a, b]) await one.until('running 4', () => one.running() === 4);
    const tags = (await (
      await fetch(`${server.url}/api/2.0/mlflow/registered-models/get?name=${name}`)
    ).json()) as {
      registered_model: { tags: { key: string }[] };
    };
    for (const { key } of tags.registered_model.tags)
      if (/^loupe\.champion\.[234]\./.test(key))
        expect((await ask('DELETE', 'registered-models/delete-tag', { name, key })).status).toBe(200);
    await refusing(1);
    for (const one of [a, b]) {
      for (let polls = 0; polls < 2; polls++) await one.poll();
      expect((await one.journalled('package.refused')).map(({ why }) => why)).toEqual([
        expect.stringMatching(/^promotion 2, of sample 2, is signed with the key/),
        'card.md is not the file that was signed',
        'promotion 1 of sample is an old one: 4 was followed already',
      ]);
      expect(one.running()).toBe(4);
    }

    const hold = { order: 'hold', reason: 'a customer is here', station: b.id } as const;
    const { serial } = await a.host.registry.fleet.order(hold, admin);
    expect((await a.sees(b))?.orders).toMatchObject([{ order: 'hold', serial }]);
    await b.until('held', async () => (await b.report()).held !== null);
    await deskPromotes(5, 5);
    await a.until('running 5', () => a.running() === 5);
    await b.until('wanting 5', async () => (await b.report()).wanted?.version === 5);
    await b.poll();
    expect(await a.sees(b)).toMatchObject({
      ...{ trust: 'trusted', name: 'Bench 2', orders: [] },
      report: { held: 'a customer is here', wanted: { version: 5 }, running: { version: 4 }, orders: serial },
    });
  });

  test('refused in the middle of a package, a station pauses and holds nothing against it; logged in, it goes on where it was, at once', async () => {
    const proxy = await cuttingProxy(server.url);
    const [user, password] = ['bench', 'of the third bench'];
    proxy.lockAfter(3, `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
    const c = await openFleetBench(join(folder, 'c'), { registryUrl: proxy.url }, desk);
    try {
      const { access, status } = c.host.registry;
      await vi.waitFor(
        async () =>
          expect((await c.report()).problem).toMatch(/not followed: it wants another login \(401\)/),
        { timeout: 30_000 },
      );
      expect(status().paused).toBe('it wants another login (401)');
      expect([c.running(), (await c.report()).refused]).toEqual([null, null]);
      expect(readdirSync(join(folder, 'c', 'registry', 'arriving'))).toHaveLength(3);
      const asked = proxy.packageFiles();
      const login = { url: proxy.url, caFile: '', credentials: { user, password }, unencrypted: true };
      await access.login(login, admin);
      await vi.waitFor(() => expect(c.running()).toBe(5), { timeout: 30_000 });
      const size = signedSample(desk, { version: 5 }).files.size;
      expect(proxy.packageFiles() - asked).toBe(size - 3);
      expect(await c.journalled('package.refused')).toEqual([]);
    } finally {
      await c.host.close();
      proxy.stop();
    }
  });
});
