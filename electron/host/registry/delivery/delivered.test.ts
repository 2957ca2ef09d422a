import { expect, test } from 'vitest';
import { system } from '../../../contract/people.ts';
import { openJournal } from '../../journal/open.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../../platform-memory.fixture.ts';
import { openStation } from '../../station.ts';
import { openDelivered } from './delivered.ts';
import { signedPromotion, signer } from '../statements/signer.fixture.ts';
import { admin } from '../promotion/station-bench.fixture.ts';

const us = signer();
const ref = { name: 'sample', version: 2, sha256: 'a'.repeat(64) };
const made = (serial: number, alias: 'champion' | 'challenger' = 'champion') => ({
  ...{ signed: signedPromotion(us, ref, serial, { alias }), test: null, against: null },
});
async function open(platform: MemoryPlatform = createMemoryPlatform(), registry = () => 'one') {
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  const delivered = await openDelivered(platform.files, journal, registry);
  return { platform, journal, delivered };
}

test('hold, pin and orders are folded from the journal, also where the file is gone, and survive a power cut', async () => {
  const { platform, journal, delivered } = await open();
  await delivered.steering();
  const order = { serial: 7, by: 'ada', key: 'k', signedBy: 'Bench 1' };
  await journal.append('delivery.held', { held: true, why: 'a customer', order }, system);
  await journal.append('delivery.pinned', { name: 'sample', version: 2, why: 'proven' }, admin);
  await journal.append('delivery.pinned', { name: 'other', version: 3, why: 'proven' }, admin);
  await journal.append('delivery.pinned', { name: 'other', version: null, why: 'enough' }, admin);
  await journal.append('order.refused', { file: '9-x.json', why: 'a stranger' }, system);
  const steering = await delivered.steering();
  expect(steering).toMatchObject({
    ...{ held: 'a customer', pinned: { sample: 2 }, orders: 7, refusedOrders: ['9-x.json'] },
    entries: [
      { kind: 'held' },
      { kind: 'pinned' },
      { kind: 'pinned' },
      { kind: 'unpinned' },
      { kind: 'order-refused' },
    ],
  });
  await delivered.refuse({ id: 'x', name: 'sample', version: 3, why: 'golden cases' });
  platform.files.cutPower();
  const powered = platform.restart();
  const again = await open(powered);
  expect(await again.delivered.steering()).toEqual(steering);
  expect(again.delivered.refused()).toEqual([{ id: 'x', name: 'sample', version: 3, why: 'golden cases' }]);
  await again.delivered.acquit('other');
  expect(again.delivered.refused()).toHaveLength(1);
  await again.delivered.acquit('sample');
  expect(again.delivered.refused()).toEqual([]);
  await powered.files.remove('registry/delivery.json');
  const lost = await openDelivered(powered.files, again.journal, () => 'one');
  expect(await lost.steering()).toEqual(steering);
});

test('a promotion is owed to the registry that was in force when it was made, until it is settled; not to another', async () => {
  let registry = 'one';
  const { platform, journal, delivered } = await open(undefined, () => registry);
  // From before there was anything to remember.
  await journal.append('promotion.made', made(1), admin);
  await delivered.steering();
  expect(delivered.owing()).toEqual([]);
  await journal.append('promotion.made', made(2), admin);
  await journal.append('promotion.made', made(3), admin);
  await journal.append('promotion.made', made(1, 'challenger'), admin);
  await delivered.steering();
  expect(delivered.owing('one').map(({ promotion: { alias, serial } }) => [alias, serial])).toEqual([
    ['champion', 3],
    ['challenger', 1],
  ]);
  registry = 'two';
  await journal.append('promotion.made', made(4), admin);
  await delivered.steering();
  expect([delivered.owing('one').length, delivered.owing('two').length]).toEqual([1, 1]);
  // What was settled is the one before: the newer one stays.
  await delivered.settle(made(3).signed);
  expect(delivered.owing('two')).toHaveLength(1);
  await delivered.settle(made(4).signed);
  const again = await openDelivered(platform.files, journal, () => registry);
  await again.steering();
  expect(again.owing().map(({ promotion: { alias } }) => alias)).toEqual(['challenger']);
  // Gone from there, the last one is owed again; no earlier one, none of another model, and none to another registry.
  expect([await again.lost('sample', 3), await again.lost('forceps', 4)]).toEqual([false, false]);
  registry = 'one';
  expect(await again.lost('sample', 4)).toBe(false);
  registry = 'two';
  expect(await again.lost('sample', 4)).toBe(true);
  expect(again.owing('two').map(({ promotion: { serial } }) => serial)).toEqual([4]);
  await again.settle(made(4).signed);
  expect(again.owing('two')).toEqual([]);
});
