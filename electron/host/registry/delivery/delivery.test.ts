import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  readFileSync,
  writeFileSync,
  cpSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { OrderWish } from '../../../contract/fleet.ts';
import { createDiskFiles } from '../../node/disk-files.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { createFolderRuns } from '../folder/folder-runs.ts';
import { openFleetBench, type FleetBench } from './fleet-bench.fixture.ts';
import { giveOrder } from '../statements/orders.ts';
import { signedPromotion, signedSample, signer } from '../statements/signer.fixture.ts';
import { admin } from '../promotion/station-bench.fixture.ts';

// Two stations and a desk over one folder: what is promoted arrives by itself, and what must not does not.

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const folder = mkdtempSync(join(tmpdir(), 'loupe-delivery-'));
const shared = join(folder, 'shared');
const [desk, stranger] = [signer(), signer()];
const deps = {
  files: createDiskFiles({ data: shared }),
  root: '',
  random: (n: number) => new Uint8Array(n).fill(7),
};
const [registry, runs] = [createFolderRegistry(deps), createFolderRuns(deps)];
let a: FleetBench;
let b: FleetBench;

const promotions = join(shared, 'promotions', 'sample', 'champion');
const gains: Readonly<Record<number, number>> = { 1: 1, 2: 1.0625 };
const sample = (version: number) => ({ version, gain: gains[version] ?? 1 + version / 256 });
/** The desk registers a package and promotes it. */
async function deskPromotes(version: number, serial: number, by = desk) {
  const { files, ref } = signedSample(desk, sample(version));
  await registry.register(ref, files, {});
  await registry.publish(signedPromotion(by, ref, serial));
  return join(shared, 'packages', 'sample', `${version}-${ref.sha256}`);
}
const order = (wish: Partial<OrderWish>) =>
  a.host.registry.fleet.order({ station: b.id, order: 'push', reason: 'the line waits', ...wish }, admin);
const refusals = async (bench: FleetBench) => (await bench.journalled('package.refused')).length;

beforeAll(async () => {
  mkdirSync(shared);
  const settings = { registryFolder: shared };
  a = await openFleetBench(join(folder, 'a'), settings, desk);
  b = await openFleetBench(join(folder, 'b'), settings, desk);
});
afterAll(async () => {
  await Promise.all([a.host.close(), b.host.close()]);
  rmSync(folder, { recursive: true, force: true });
});

test('a new station shows itself; only once its key was compared and trusted does it count, both ways', async () => {
  await b.until('heard of', async () => (await a.sees(b)) !== undefined);
  await a.until('heard of', async () => (await b.sees(a)) !== undefined);
  const row = await a.sees(b);
  expect(row).toMatchObject({ trust: 'new', name: '', problem: null, orders: [], report: { running: null } });
  expect(row!.fingerprint.replaceAll(' ', '')).toBe(row!.keyId.slice(0, 16));
  await a.host.registry.fleet.trust({ station: b.id, keyId: row!.keyId, name: 'Bench 2' }, admin);
  expect(await a.sees(b)).toMatchObject({ trust: 'trusted', name: 'Bench 2' });
  expect(await a.journalled('trusted-key.changed')).toMatchObject([{ station: b.id, change: 'added' }]);
  await expect(
    a.host.registry.fleet.trust({ station: b.id, keyId: desk.keyId, name: 'Bench 2' }, admin),
  ).rejects.toMatchObject({ code: 'not-found' });
});

test('promoted on one station, it judges on the other within two polls; a key that is not trusted there is told once', async () => {
  await a.promote(samplePackage(sample(1)));
  expect(a.running()).toBe(1);
  for (let i = 0; i < 3; i++) await b.host.registry.delivery.push('sample').catch(() => undefined);
  expect([b.running(), (await b.report()).refused?.why]).toEqual([
    null,
    expect.stringMatching(/signed with the key [0-9a-f]{32}, which this station does not trust/),
  ]);
  const row = await b.sees(a);
  await b.host.registry.fleet.trust({ station: a.id, keyId: row!.keyId, name: 'Bench 1' }, admin);
  await b.until('running 1', () => b.running() === 1);
  expect(await b.judging()).toEqual([1, 0.5]);
  await a.promote(samplePackage(sample(2)));
  await b.poll();
  await b.poll();
  expect(b.running()).toBe(2);
  expect(await b.judging()).toEqual([2, 0.53125]);
  await b.until('told', async () => (await a.sees(b))?.report?.running?.version === 2);
  expect(await a.sees(b)).toMatchObject({
    report: { wanted: { name: 'sample', version: 2, serial: 2 }, refused: null, held: null, problem: null },
  });
  // Pushed where it stands, it tells what came of it before the next minute.
  const before = (await a.sees(b))?.report?.at;
  await b.host.registry.delivery.wish({ order: 'push', reason: 'the line waits' }, admin);
  await vi.waitFor(async () => expect((await a.sees(b))?.report?.at).not.toBe(before), { timeout: 20_000 });
});

test('a foreign alias move, a tampered package and a replayed promotion are refused on both, told once, and said on Fleet', async () => {
  // A promotion of its own a station would say again; this one is the desk's.
  await deskPromotes(2, 3);
  for (const one of [a, b])
    await one.until(
      'following 3',
      async () => (await one.journalled('package.activated')).at(-1)?.['serial'] === 3,
    );
  const before = [await refusals(a), await refusals(b)];
  // Somebody who can write there moves the alias.
  await deskPromotes(3, 4, stranger);
  for (const one of [a, b]) await one.until('refusing', async () => (await one.report()).refused !== null);
  // A package whose bytes were changed where it lies.
  const at = await deskPromotes(4, 5);
  const bytes = readFileSync(join(at, 'model.onnx'));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(at, 'model.onnx'), bytes);
  for (const one of [a, b])
    await one.until('refusing 4', async () => (await one.report()).refused?.version === 4);
  // What was promoted once, put back.
  for (const name of readdirSync(promotions))
    if (!name.startsWith('1-')) renameSync(join(promotions, name), join(folder, name));
  for (const one of [a, b])
    await one.until('refusing 1', async () => (await one.report()).refused?.version === 1);
  for (const one of [a, b]) {
    for (let polls = 0; polls < 5; polls++) await one.poll();
    const told = (await one.journalled('package.refused')).map(({ why }) => why);
    expect(told.slice(-3)).toEqual([
      expect.stringMatching(/^promotion 4, of sample 3, is signed with the key/),
      'model.onnx is not the file that was signed',
      'promotion 1 of sample is an old one: 3 was followed already',
    ]);
    expect(one.running()).toBe(2);
  }
  expect([await refusals(a), await refusals(b)]).toEqual(before.map((count) => count + 3));
  await b.until('told', async () => (await a.sees(b))?.report?.refused?.version === 1);
  for (const name of readdirSync(folder).filter((one) => /^[1-9]-/.test(one)))
    renameSync(join(folder, name), join(promotions, name));
});

test('one whose golden cases fail on one station stays out there alone, and is tried again when it is pushed', async () => {
  b.spoil(5);
  await deskPromotes(5, 6);
  await a.until('running 5', () => a.running() === 5);
  await b.until('refusing 5', async () => (await b.report()).refused?.version === 5);
  const count = await refusals(b);
  expect(await b.judging()).toEqual([2, 0.53125]);
  await b.poll();
  expect((await a.sees(b))?.report?.refused?.version).toBe(5);
  expect(await refusals(b)).toBe(count);
  b.spoil(null);
  const { serial } = await order({ order: 'push' });
  expect((await a.sees(b))?.orders).toMatchObject([{ order: 'push', serial }]);
  await b.until('running 5', () => b.running() === 5);
  await b.until('told', async () => (await a.sees(b))?.report?.refused === null);
  expect(await a.sees(b)).toMatchObject({ orders: [], report: { orders: serial } });
  expect((await b.journalled('order.followed')).at(-1)).toMatchObject({
    ...{ order: 'push', failed: null, from: { serial, by: 'admin', signedBy: 'Bench 1' } },
  });
});

test('held from afar it follows nothing and says what is wanted, over a restart; pinned, no other version', async () => {
  await order({ order: 'hold', reason: 'a customer is here' });
  await b.until('held', async () => (await b.report()).held !== null);
  await deskPromotes(6, 7);
  await a.until('running 6', () => a.running() === 6);
  await b.until('wanting 6', async () => (await b.report()).wanted?.version === 6);
  b = await b.restart();
  await b.until('wanting 6', async () => (await b.report()).wanted?.version === 6);
  await b.until('told', async () => (await a.sees(b))?.report?.held === 'a customer is here');
  expect(b.running()).toBe(5);
  await order({ order: 'pin', model: 'sample', version: 5 });
  await order({ order: 'release' });
  await b.until('pinned', async () => (await b.report()).held === null);
  await b.host.registry.delivery.push();
  expect([b.running(), (await b.report()).pinned]).toEqual([5, [{ name: 'sample', version: 5 }]]);
  await b.host.registry.delivery.wish({ order: 'unpin', model: 'sample', reason: 'enough' }, admin);
  await b.until('running 6', () => b.running() === 6);
  const entries = await b.host.registry.fleet.timeline(b.id);
  expect(entries!.slice(-5).map(({ kind, by, version }) => [kind, by, version])).toEqual([
    ['held', 'admin (Bench 1)', null],
    ['pinned', 'admin (Bench 1)', 5],
    ['released', 'admin (Bench 1)', null],
    ['unpinned', 'admin', null],
    ['activated', 'system', 6],
  ]);
});

test('an order signed by a stranger, one for another station and one that was followed before move nothing, and are told once', async () => {
  const wish = { station: b.id, order: 'hold', reason: 'mischief' } as const;
  await giveOrder(runs, wish, 'eve', { publicKey: stranger.publicKey, sign: stranger.sign }, [], 100, 0);
  await giveOrder(
    runs,
    { ...wish, station: a.id, order: 'push' },
    'desk',
    { publicKey: desk.publicKey, sign: desk.sign },
    [],
    200,
    0,
  );
  const place = (id: string) => join(shared, 'runs', `fleet+${id}`, 'orders', 'files');
  for (const name of readdirSync(place(a.id))) cpSync(join(place(a.id), name), join(place(b.id), name));
  // The first of all, under a higher number.
  const [first = ''] = readdirSync(place(b.id));
  cpSync(join(place(b.id), first), join(place(b.id), first.replace(/^\d+/, '0000000300')));
  await b.until('refused', async () => (await b.journalled('order.refused')).length === 3);
  for (let polls = 0; polls < 3; polls++) await b.poll();
  expect((await b.journalled('order.refused')).map(({ why }) => why)).toEqual([
    expect.stringMatching(/^it is signed with the key [0-9a-f]{32}, which is not trusted here/),
    `it is for the station ${a.id}`,
    'it is order 1, not 300',
  ]);
  expect((await b.report()).held).toBeNull();
  await order({ order: 'push' });
});

test('asked for a model that nobody promoted, it says so', async () => {
  const wish = { order: 'push', model: 'smaple', reason: 'typed wrong' } as const;
  await expect(b.host.registry.delivery.wish(wish, admin)).rejects.toMatchObject({
    ...{ code: 'not-found', data: { what: 'promotion of the model', id: 'smaple' } },
  });
});

test('a rollback that was made while the registry was away is published when it is back, and the other follows', async () => {
  const away = `${shared}-away`;
  renameSync(shared, away);
  const [back] = await b.host.models.previous();
  expect(back?.version).toBe(5);
  expect(
    await b.host.registry.promotions.rollback(
      { sha256: back!.sha256, version: 5, reason: 'rust was missed' },
      admin,
    ),
  ).toMatchObject({ serial: 8, published: false });
  expect(await b.judging()).toMatchObject([5, expect.any(Number)]);
  await b.until('failing', async () => (await b.report()).problem !== null);
  // Nothing is to be sent: that nothing comes either, only this tells.
  await b.until('away', () => b.host.registry.status().away === 'there is no such folder');
  b = await b.restart();
  renameSync(away, shared);
  await b.until('well', async () => (await b.report()).problem === null);
  await b.until('there again', () => b.host.registry.status().away === null);
  await a.until('running 5', () => a.running() === 5);
  expect((await b.journalled('package.refused')).at(-1)).not.toMatchObject({
    why: expect.stringContaining('an old one: 8'),
  });
});

test('rolled back from afar, it goes back alone and stays there; unpinned, it follows the next promotion', async () => {
  await deskPromotes(8, 9);
  for (const one of [a, b]) await one.until('running 8', () => one.running() === 8);
  const published = readdirSync(promotions).length;
  await order({ order: 'rollback', model: 'sample', version: 5, reason: 'its light is new' });
  await b.until('running 5', () => b.running() === 5);
  await b.until('pinned', async () => (await b.report()).pinned.length === 1);
  for (const one of [a, b]) for (let polls = 0; polls < 3; polls++) await one.poll();
  expect([a.running(), b.running(), readdirSync(promotions).length]).toEqual([8, 5, published]);
  expect(await b.judging()).toMatchObject([5, expect.any(Number)]);
  await deskPromotes(9, 10);
  await a.until('running 9', () => a.running() === 9);
  await b.poll();
  expect(b.running()).toBe(5);
  await order({ order: 'unpin', model: 'sample' });
  await b.until('running 9', () => b.running() === 9);
});

test('what was known of others shows while there is no way to them', async () => {
  await b.until('told', async () => (await a.sees(b))?.report?.running?.version === 9);
  a = await a.restart();
  renameSync(shared, `${shared}-away`);
  const { stations, asked, problem } = await a.host.registry.fleet.look();
  expect(stations.map(({ trust, report }) => [trust, report?.running?.version])).toEqual([
    ['own', 9],
    ['trusted', 9],
  ]);
  expect([asked, problem]).toEqual([null, expect.stringContaining('there is no such folder')]);
  renameSync(`${shared}-away`, shared);
});

test('opened by a command it changes nothing under that command, however long it takes; asked to, it looks once', async () => {
  // As long as it serves it may follow before it is asked what it runs.
  a = await a.restart(false);
  const before = a.running();
  await deskPromotes(10, 11);
  await b.until('running 10', () => b.running() === 10);
  a = await a.restart(false);
  let minutes = 0;
  await a.until('waiting', () => ++minutes > 10);
  expect([a.running(), a.host.registry.following.current()]).toEqual([before, null]);
  expect(await a.judging()).toMatchObject([before, expect.any(Number)]);
  await a.host.registry.delivery.now();
  expect(a.running()).toBe(10);
});

test('a station that ends while a package takes over holds nothing against it: the next start follows', async () => {
  a = await a.restart();
  await deskPromotes(11, 12);
  const before = await refusals(a);
  a.host.engine.close();
  await expect(a.host.registry.delivery.push('sample')).rejects.toMatchObject({ code: 'cancelled' });
  expect([a.running(), await refusals(a)]).toEqual([10, before]);
  a = await a.restart();
  await a.until('running 11', () => a.running() === 11);
});

test('whoever says Send now does not wait for what is promoted either', async () => {
  await deskPromotes(12, 13);
  await a.host.registry.access.sendNow();
  await vi.waitFor(() => expect(a.running()).toBe(12), { timeout: 20_000 });
});
