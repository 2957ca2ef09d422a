import { expect, test, vi } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import type { Registry } from '../registry.ts';
import { admin, dataset, levels, sharedRegistry, type Bench } from './station-bench.fixture.ts';
import { stations } from './stations.fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
const { station: bench } = stations();

const wish = (sha256: string, version: number, reason = 'seen on 40 pieces') => ({ sha256, version, reason });

/** A station on which version 1 was promoted, and version 2 (as good) and 3 (half as bright) are stored and judged. */
async function promoted(options: Parameters<typeof bench>[0] = {}) {
  const at = await bench(options);
  await at.haveTest(levels);
  const [one, two, three] = [
    await at.models.installUnsigned(samplePackage()),
    await at.models.installUnsigned(samplePackage({ version: 2, gain: 1.0625 })),
    await at.models.installUnsigned(samplePackage({ version: 3, gain: 0.5 })),
  ];
  for (const { sha256 } of [one, two, three]) await at.judgeTest(sha256);
  await at.promotions.promote(wish(one.sha256, 1), admin);
  return { ...at, one, two, three };
}
const states = async (at: Bench, sha256: string) =>
  (await at.promotions.look(sha256)).checks.map(({ check, passed }) => [check, passed]);

test('the first is promoted alone, said so; the next is held against it on the same test, and everything is signed and on record', async () => {
  const at = await bench();
  const one = await at.models.installUnsigned(samplePackage());
  expect(await states(at, one.sha256)).toEqual([
    ['gate', false],
    ['same-test', false],
    ['not-worse', false],
    ['signature', true],
    ['self-test', true],
  ]);
  await expect(at.promotions.promote(wish(one.sha256, 1), admin)).rejects.toMatchObject({
    code: 'model-refused',
    data: { cause: 'gate: It was not judged on a test here. Judge it on one below.' },
  });
  await at.haveTest(levels);
  await at.judgeTest(one.sha256);
  const alone = await at.promotions.look(one.sha256);
  expect(alone).toMatchObject({ champion: null, test: { dataset, name: 'levels', pictures: 6 }, tray: null });
  expect(alone.checks.map(({ passed, why }) => [passed, why])).toEqual([
    [true, expect.stringMatching(/^On the 6 test pictures of levels .*: AUROC 1, accuracy 1, 0 escapes/)],
    [true, expect.stringMatching(/^There is no package in use: judged alone, on the 6 test pictures/)],
    [true, expect.stringContaining('nothing it could be worse than')],
    [true, expect.stringMatching(/^Signed by this station/)],
    [true, 'All 2 golden cases answered as expected here, on cpu.'],
  ]);
  await expect(at.promotions.promote(wish(one.sha256, 2), admin)).rejects.toMatchObject({
    code: 'bad-input',
    data: { got: '2', allowed: '1, the version of this package' },
  });
  expect(await at.promotions.promote(wish(one.sha256, 1), admin)).toEqual({ serial: 1, tray: null });
  expect(await at.judging()).toEqual([1, 0.5]);

  const two = await at.models.installUnsigned(samplePackage({ version: 2, gain: 1.0625 }));
  await at.judgeTest(two.sha256);
  expect((await at.promotions.look(two.sha256)).champion).toMatchObject({ version: 1, sha256: one.sha256 });
  expect(await at.promotions.promote(wish(two.sha256, 2), admin)).toEqual({ serial: 2, tray: null });
  expect(await at.judging()).toEqual([2, 0.53125]);
  expect(await at.journalled('promotion.made')).toMatchObject([
    {
      against: null,
      test: { dataset, pictures: 6 },
      signed: { promotion: { version: 1, serial: 1, by: 'admin' } },
    },
    {
      against: { version: 1 },
      signed: { promotion: { version: 2, serial: 2, reason: 'seen on 40 pieces' } },
    },
  ]);
  expect(await at.journalled('package.activated')).toMatchObject([
    { version: 1, serial: 1 },
    { version: 2, serial: 2, why: 'seen on 40 pieces' },
  ]);
});

test('a worse one stays out, with the label on which it is worse; so does one that judged another test', async () => {
  const at = await promoted();
  const { checks } = await at.promotions.look(at.three.sha256);
  expect(checks.find(({ check }) => check === 'not-worse')).toEqual({
    check: 'not-worse',
    passed: false,
    why: 'pit: 0 of 3 right, sample v1 3. At most 2 % of a label may be worse.',
  });
  await expect(at.promotions.promote(wish(at.three.sha256, 3), admin)).rejects.toMatchObject({
    data: { cause: expect.stringMatching(/^not-worse: pit: 0 of 3 right/) },
  });
  const four = await at.models.installUnsigned(samplePackage({ version: 4, gain: 1.0625 }));
  await at.haveTest(levels, 'e'.repeat(64));
  await at.judgeTest(four.sha256, 'e'.repeat(64));
  expect((await states(at, four.sha256)).filter(([, passed]) => passed === false)).toEqual([
    ['same-test', false],
    ['not-worse', false],
  ]);
  expect(await at.judging()).toEqual([1, 0.5]);
  expect((await at.promotions.look(at.one.sha256)).checks[1]!.why).toMatch(/^It is the package in use/);
});

test('a gate of one’s own, and a wider margin', async () => {
  let rules = { gate: { minAccuracy: 0.99, maxUnsure: 0 }, margin: 1 };
  const at = await promoted({ rules: () => rules });
  expect((await states(at, at.three.sha256)).filter(([, passed]) => passed === false)).toEqual([
    ['gate', false],
  ]);
  rules = { gate: { minAccuracy: 0.4, maxUnsure: 3 }, margin: 1 };
  await at.promotions.promote(wish(at.three.sha256, 3), admin);
  expect(await at.judging()).toEqual([3, 0.25]);
});

test('an open tray is finished by the package that began it; after 15 minutes it waits no longer', async () => {
  const at = await promoted();
  await at.journal.append('tray.opened', { tray: 'T7' }, admin);
  expect(await at.promotions.promote(wish(at.two.sha256, 2), admin)).toEqual({ serial: 2, tray: 'T7' });
  expect(await at.judging()).toEqual([1, 0.5]);
  const first = await at.promotions.follow(undefined).next();
  expect(first.value).toMatchObject({
    next: { version: 2, serial: 2, tray: 'T7', until: '2026-01-01T00:15:00.000Z' },
    failed: null,
  });
  await at.journal.append('tray.closed', { tray: 'T7', inspections: 0 }, admin);
  await vi.waitFor(async () => expect(await at.judging()).toEqual([2, 0.53125]), { timeout: 60_000 });
  expect((await at.promotions.follow(undefined).next()).value).toEqual({ next: null, failed: null });

  // The margin lets it in: what counts here is when it takes over.
  await at.journal.append('tray.opened', { tray: 'T8' }, admin);
  expect(await at.promotions.promote(wish(at.one.sha256, 1), admin)).toEqual({ serial: 3, tray: 'T8' });
  at.memory.clock.advance(15 * 60_000 - 1);
  expect(await at.judging()).toEqual([2, 0.53125]);
  at.memory.clock.advance(1);
  await vi.waitFor(async () => expect(await at.judging()).toEqual([1, 0.5]), { timeout: 60_000 });
});

test('what waits for a tray survives a restart, and a rollback takes its place at once', async () => {
  const at = await promoted();
  await at.promotions.promote(wish(at.two.sha256, 2), admin);
  await at.journal.append('tray.opened', { tray: 'T7' }, admin);
  await at.promotions.promote(wish(at.one.sha256, 1, 'better after all'), admin);
  await at.close();
  at.memory.files.cutPower();
  const again = await bench({ memory: at.memory.restart() });
  await again.models.resume();
  await again.promotions.resume();
  expect(await again.judging()).toEqual([2, 0.53125]);
  expect((await again.promotions.follow(undefined).next()).value).toMatchObject({
    next: { version: 1, serial: 3, tray: 'T7' },
  });
  // No tray holds up a rollback.
  await again.promotions.rollback(wish(at.one.sha256, 1, 'rust was missed'), admin);
  expect(await again.judging()).toEqual([1, 0.5]);
  await again.journal.append('tray.closed', { tray: 'T7', inspections: 0 }, admin);
  await again.journal.append('person.signed-in', { person: 'admin' }, admin);
  expect((await again.journalled('package.activated')).at(-1)).toMatchObject({
    serial: 4,
    why: 'rust was missed',
  });
  expect(await again.memory.files.stat('models/next.json')).toBeNull();
});

test('back without the registry, and the promotion that was wrong is not followed again', async () => {
  const shared = createMemoryFiles();
  let gone = false;
  const there = sharedRegistry(shared);
  const unplugged: Registry = new Proxy({} as Registry, {
    get: () => () => Promise.reject(new LoupeError('registry-unreachable', { cause: 'no such drive' })),
  });
  const at = await promoted({ registry: () => (gone ? unplugged : there()) });
  await at.promotions.promote(wish(at.two.sha256, 2), admin);
  gone = true;
  await expect(at.promotions.promote(wish(at.two.sha256, 2), admin)).rejects.toMatchObject({
    code: 'registry-unreachable',
  });
  await expect(at.promotions.rollback(wish(at.three.sha256, 3), admin)).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(at.promotions.rollback(wish(at.one.sha256, 7), admin)).rejects.toMatchObject({
    code: 'bad-input',
  });
  expect(await at.promotions.rollback(wish(at.one.sha256, 1, 'rust was missed'), admin)).toEqual({
    serial: 3,
    published: false,
  });
  expect(await at.judging()).toEqual([1, 0.5]);
  gone = false;
  // The registry still stands on serial 2 of version 2, which this station followed once.
  await expect(at.promotions.obey('sample')).rejects.toMatchObject({
    data: { cause: 'promotion 2 of sample is an old one: 3 was followed already' },
  });
  expect(await at.judging()).toEqual([1, 0.5]);
});

test('another station follows who it trusts, each serial once, and nobody else', async () => {
  const shared = createMemoryFiles();
  const registry = sharedRegistry(shared);
  const desk = await promoted({ registry });
  let trusted = false;
  const memory = createMemoryPlatform({ seed: 9 });
  const key = { publicKey: desk.station.publicKey, name: 'the desk' };
  const other = await bench({ memory, registry, trusted: () => (trusted ? [key] : []) });
  await expect(other.promotions.obey('sample')).rejects.toMatchObject({
    code: 'model-refused',
    data: {
      cause: expect.stringMatching(/^promotion 1, of sample 1, is signed with the key [0-9a-f]{32}, which/),
    },
  });
  expect(await other.judging()).toBe('model-unavailable');
  trusted = true;
  expect(await other.promotions.obey('sample')).toEqual({ serial: 1, tray: null });
  expect(await other.judging()).toEqual([1, 0.5]);
  expect(await other.promotions.obey('sample')).toBeNull();
  await desk.promotions.promote(wish(desk.two.sha256, 2), admin);
  expect(await other.promotions.obey('sample')).toEqual({ serial: 2, tray: null });
  await desk.promotions.rollback(wish(desk.one.sha256, 1, 'rust was missed'), admin);
  expect(await other.promotions.obey('sample')).toEqual({ serial: 3, tray: null });
  expect(await other.judging()).toEqual([1, 0.5]);
  expect(await other.journalled('package.activated')).toMatchObject([
    { version: 1, serial: 1, why: 'promoted by admin: seen on 40 pieces' },
    { version: 2, serial: 2 },
    { version: 1, serial: 3, why: 'promoted by admin: rust was missed' },
  ]);
  expect(await other.promotions.obey('nothing-of-that-name')).toBeNull();
});
