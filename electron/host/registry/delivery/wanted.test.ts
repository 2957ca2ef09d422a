import { expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { openDelivered } from './delivered.ts';
import { signedPromotion, signedSample, signer } from '../statements/signer.fixture.ts';
import { createWanted } from './wanted.ts';

const desk = signer();
const { ref } = signedSample(desk);
const signed = signedPromotion(desk, ref, 1);
const registry = {
  promoted: () => Promise.resolve(signed),
} as unknown as Parameters<ReturnType<typeof createWanted>['follow']>[0];

/** A station that looks once a minute, and whose packages end as `refusal` says. */
async function openStation(refusal: () => LoupeError | null) {
  const { files, clock } = createMemoryPlatform();
  const empty = { lines: new Uint8Array(), head: 0 };
  const journal = { head: () => ({ seq: 0, hash: '' }), read: () => Promise.resolve(empty) };
  let delivered = await openDelivered(files, journal, () => 'here');
  /** Minutes at which it was tried. */
  const tried: number[] = [];
  let minute = 0;
  let serial = 0;
  const wantedNow = () =>
    createWanted({
      ...{ now: clock.now, app: '0.1.0', delivered },
      journal: { state: () => ({ activeModel: null }) as never },
      models: {
        followed: () => Promise.resolve(serial),
        keys: () => [{ publicKey: desk.publicKey, name: 'Desk' }],
      },
      promotions: {
        state: () => ({ next: null, failed: null }),
        obey() {
          tried.push(minute);
          const error = refusal();
          if (error !== null) return Promise.reject(error);
          serial = 1;
          return Promise.resolve({ serial, tray: null });
        },
      },
    });
  let wanted = wantedNow();
  return {
    tried,
    models: (names: readonly string[]) =>
      wanted.models({ ...registry, models: () => Promise.resolve([...names]) }),
    refused: () => delivered.refused(),
    async pass(minutes: number) {
      for (let n = 0; n < minutes; n++) {
        await wanted.follow(registry, 'sample', false);
        clock.advance(60_000);
        minute++;
      }
    },
    push: () => wanted.follow(registry, 'sample', true),
    async restart() {
      delivered = await openDelivered(files, journal, () => 'here');
      wanted = wantedNow();
    },
  };
}
const unavailable = (lost?: 'timed-out' | 'worker-died') =>
  new LoupeError('model-unavailable', { cause: 'its self-test', ...(lost !== undefined && { lost }) });

test('what was only too slow is tried again after 1, 2, 4 … 32 minutes and then every hour, over a restart, until it passes', async () => {
  let late = true;
  const station = await openStation(() => (late ? unavailable('timed-out') : null));
  await station.pass(70);
  await station.restart();
  await station.pass(180);
  expect(station.tried).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  expect(station.refused()).toMatchObject([
    { version: 1, why: 'its self-test; it is tried again by itself' },
  ]);
  late = false;
  await station.pass(120);
  expect(station.tried.slice(10)).toEqual([303]);
  expect(station.refused()).toEqual([]);
});

test('one whose process dies is tried again five times in half an hour, over a restart; then it stays out, and says what to do', async () => {
  const station = await openStation(() => unavailable('worker-died'));
  await station.pass(10);
  expect(station.refused()).toMatchObject([{ why: 'its self-test; it is tried again by itself' }]);
  await station.restart();
  await station.pass(300);
  expect(station.tried).toEqual([0, 1, 3, 7, 15, 31]);
  expect(station.refused()).toMatchObject([
    { why: expect.stringMatching(/^its self-test; the process .* died 6 times, .* push it on Fleet$/) },
  ]);
});

test('deaths are counted apart from times that were only too long: of those there may be any number', async () => {
  let tries = 0;
  const station = await openStation(() =>
    ++tries % 2 === 1 ? unavailable('timed-out') : unavailable('worker-died'),
  );
  await station.pass(400);
  expect(station.tried).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]);
  await station.pass(400);
  expect(station.tried).toHaveLength(12);
});

test('one that died and is pushed is tried as often again; one that then runs is held against nobody', async () => {
  let tries = 0;
  const station = await openStation(() => (++tries <= 8 ? unavailable('worker-died') : null));
  await station.pass(100);
  await station.push();
  expect(station.refused()).toMatchObject([{ why: 'its self-test; it is tried again by itself' }]);
  await station.pass(10);
  expect([tries, station.refused()]).toEqual([9, []]);
});

test('one that gave wrong golden answers stays out', async () => {
  const station = await openStation(() => unavailable());
  await station.pass(300);
  expect(station.tried).toEqual([0]);
  expect(station.refused()).toMatchObject([{ version: 1, why: 'its self-test' }]);
});

test('with what came with the program it follows the one model that is promoted, also where somebody has gone back to that', async () => {
  const station = await openStation(() => null);
  expect(await station.models(['starter', 'sample'])).toEqual({ names: ['sample'], why: null });
  expect(await station.models(['starter'])).toEqual({ names: [], why: null });
  expect(await station.models(['holders', 'sample'])).toEqual({
    names: [],
    why: 'several models are promoted: holders, sample. An admin says which is for this station: Fleet, Push now',
  });
});
