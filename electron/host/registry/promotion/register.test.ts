import { expect, test, vi } from 'vitest';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import type { TrustedKey } from '../../models/package.ts';
import { believe } from '../statements/believe.ts';
import type { Registry } from '../registry.ts';
import { admin, levels, sharedRegistry } from './station-bench.fixture.ts';
import { stations } from './stations.fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
const { station: bench } = stations();

const wish = (sha256: string, version: number) => ({ sha256, version, reason: 'seen on 40 pieces' });

/** A station at a registry. @param lenient its gate lets everything pass */
async function station(
  registry: () => Registry,
  { trusted = [], lenient = false }: { trusted?: readonly TrustedKey[]; lenient?: boolean } = {},
) {
  const at = await bench({
    ...{ registry, trusted: () => trusted },
    rules: () => ({ gate: lenient ? { minAuroc: 0 } : { minAccuracy: 0.9 }, margin: 1 }),
  });
  await at.haveTest(levels);
  return at;
}

test('what passed the gate is registered as what is being tried: signed, on record, once, and nothing judges with it', async () => {
  const registry = sharedRegistry(createMemoryFiles());
  const at = await station(registry);
  const { sha256 } = await at.models.installUnsigned(samplePackage());
  await expect(at.promotions.register(sha256, admin)).rejects.toMatchObject({
    data: { cause: 'it was not judged on a test here; judge it on one first' },
  });
  expect(await registry().models()).toEqual([]);

  await at.judgeTest(sha256);
  expect(await at.promotions.register(sha256, admin)).toEqual({ passed: true });
  expect(await at.promotions.register(sha256, admin)).toEqual({ passed: true });
  const [version] = await registry().versions('sample');
  expect(version?.tags).toMatchObject({
    'loupe.gate': expect.stringMatching(/AUROC 1, accuracy 1/) as string,
  });
  expect(version?.tags).not.toHaveProperty('loupe.below_gate');
  const tried = await registry().promoted('sample', 'challenger');
  expect(tried?.promotion).toMatchObject({ sha256, serial: 1, by: 'admin' });
  expect(believe(tried!, at.models.keys())).toBe('this station');
  expect(await at.journalled('promotion.made')).toMatchObject([
    { signed: { promotion: { alias: 'challenger', serial: 1 } }, test: { pictures: 6 } },
  ]);
  expect([await registry().promoted('sample', 'champion'), await at.judging()]).toEqual([
    null,
    'model-unavailable',
  ]);
  await at.promotions.promote(wish(sha256, 1), admin);
  expect((await registry().promoted('sample', 'champion'))?.promotion).toMatchObject({ sha256, serial: 1 });
});

test('what was registered below the gate is promoted by nobody, not even where it would pass', async () => {
  const registry = sharedRegistry(createMemoryFiles());
  const one = await station(registry);
  const { sha256 } = await one.models.installUnsigned(samplePackage({ gain: 0.5 }));
  await one.judgeTest(sha256);
  // It may be there before anybody registers it by hand: what was trained is sent.
  const ref = { name: 'sample', version: 1, sha256 };
  await registry().register(ref, await one.models.files(sha256), {});
  expect(await one.promotions.register(sha256, admin)).toEqual({ passed: false });
  const [version] = await registry().versions('sample');
  expect(version?.tags['loupe.below_gate']).toMatch(/^On the 6 test pictures of levels .*accuracy/);
  expect(await registry().promoted('sample', 'challenger')).toBeNull();

  const trusted = [{ publicKey: one.station.publicKey, name: 'station 1' }];
  const two = await station(registry, { trusted, lenient: true });
  await two.models.install(await registry().fetch(ref));
  await two.judgeTest(sha256);
  const { checks, judged } = await two.promotions.look(sha256);
  expect([judged, checks.filter(({ passed }) => !passed)]).toEqual([true, []]);
  await expect(two.promotions.promote(wish(sha256, 1), admin)).rejects.toMatchObject({
    code: 'model-refused',
    data: {
      cause: expect.stringMatching(/^it was registered below the gate and is never promoted/) as string,
    },
  });
  expect(await registry().promoted('sample', 'champion')).toBeNull();

  // Going back to one that was in use without proof works here, and tells no other station.
  const next = await two.models.installUnsigned(samplePackage({ version: 2 }));
  await two.models.activate(sha256, 'without proof', admin);
  await two.models.activate(next.sha256, 'without proof', admin);
  expect(await two.promotions.rollback(wish(sha256, 1), admin)).toEqual({ serial: 1, published: false });
  expect(await two.judging()).toEqual([1, 0.25]);
  expect(await registry().promoted('sample', 'champion')).toBeNull();
});
