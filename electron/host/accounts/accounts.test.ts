import { describe, expect, test } from 'vitest';
import { writeWhole } from '../durable.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openAccounts } from './accounts.ts';
import { waitSeconds } from './pin.ts';

const wait = (seconds: number) => ({ code: 'wrong-pin', data: { waitSeconds: seconds } });
const open = (platform: MemoryPlatform) => openAccounts({ platform });

test('a new station has one person of each role, without PIN', async () => {
  const accounts = await open(createMemoryPlatform());
  expect(accounts.list()).toEqual([
    { id: 'technician', name: 'Technician', role: 'technician', hasPin: false },
    { id: 'qa-lead', name: 'QA lead', role: 'qa', hasPin: false },
    { id: 'admin', name: 'Admin', role: 'admin', hasPin: false },
  ]);
  expect((await accounts.signIn('admin')).id).toBe('admin');
  await expect(accounts.signIn('nobody')).rejects.toMatchObject({ code: 'not-found' });
});

test('people stay, with an id of their own; an id is never given twice', async () => {
  const platform = createMemoryPlatform();
  const accounts = await open(platform);
  const add = async (name: string) => (await accounts.add({ name, role: 'qa' })).id;
  expect([await add('Ana María'), await add('Ana Maria'), await add('李'), await add('System')]).toEqual([
    'ana-maria',
    'ana-maria-2',
    'person',
    'system-2',
  ]);
  await accounts.remove('ana-maria-2');
  platform.files.cutPower();
  const again = await open(platform.restart());
  expect(again.find('ana-maria')).toEqual({ id: 'ana-maria', name: 'Ana María', role: 'qa', hasPin: false });
  expect(again.find('ana-maria-2')).toBeNull();
  expect((await again.add({ name: 'Ana Maria', role: 'admin' })).id).toBe('ana-maria-3');
});

describe('a PIN', () => {
  test('opens for its person only, and is nowhere to be read', async () => {
    const platform = createMemoryPlatform();
    const accounts = await open(platform);
    const ada = await accounts.add({ name: 'Ada', role: 'admin', pin: '482915' });
    await accounts.add({ name: 'Bob', role: 'admin', pin: '482915' });
    expect(ada).toEqual({ id: 'ada', name: 'Ada', role: 'admin', hasPin: true });
    expect(await accounts.signIn('ada', '482915')).toEqual(ada);
    for (const pin of ['482916', '', undefined]) {
      await expect(accounts.signIn('ada', pin)).rejects.toMatchObject(wait(0));
    }
    const text = new TextDecoder().decode(await platform.files.read('people.json'));
    expect(text).not.toContain('482915');
    const { people } = JSON.parse(text) as { people: { pin?: { hash: string; salt: string } }[] };
    expect(people[3]!.pin!.hash).not.toBe(people[4]!.pin!.hash);
  });

  test.each(['123', '1234567890123', '12a4', ' 1234', '١٢٣٤'])('%j is refused', async (pin) => {
    const accounts = await open(createMemoryPlatform());
    await expect(accounts.add({ name: 'Ada', role: 'qa', pin })).rejects.toMatchObject({ code: 'bad-input' });
    expect(accounts.list()).toHaveLength(3);
  });

  test('wrong five times makes its person wait: no PIN is looked at meanwhile, and the right one ends it', async () => {
    const platform = createMemoryPlatform();
    const accounts = await open(platform);
    await accounts.add({ name: 'Ada', role: 'qa', pin: '4829' });
    await accounts.add({ name: 'Bob', role: 'qa', pin: '1111' });
    for (let n = 0; n < 4; n++) await expect(accounts.signIn('ada', '0000')).rejects.toMatchObject(wait(0));
    await expect(accounts.signIn('ada', '0000')).rejects.toMatchObject(wait(30));
    platform.clock.advance(29_500);
    await expect(accounts.signIn('ada', '4829')).rejects.toMatchObject(wait(1));
    expect((await accounts.signIn('bob', '1111')).id).toBe('bob');
    platform.clock.advance(500);
    await expect(accounts.signIn('ada', '0000')).rejects.toMatchObject(wait(60));
    platform.clock.advance(60_000);
    expect((await accounts.signIn('ada', '4829')).id).toBe('ada');
    await expect(accounts.signIn('ada', '0000')).rejects.toMatchObject(wait(0));
  });

  test('many tries at once are many tries', async () => {
    const accounts = await open(createMemoryPlatform());
    await accounts.add({ name: 'Ada', role: 'qa', pin: '0007' });
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => accounts.signIn('ada', `000${n}`)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  });

  test('the wait doubles up to a quarter of an hour', () => {
    expect([1, 4, 5, 6, 7, 8, 9, 10, 50].map(waitSeconds)).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900]);
  });
});

test('the last admin cannot be removed; another one can', async () => {
  const accounts = await open(createMemoryPlatform());
  await expect(accounts.remove('admin')).rejects.toMatchObject({
    code: 'conflict',
    data: { what: 'the last admin cannot be removed' },
  });
  await accounts.add({ name: 'Ada', role: 'admin' });
  const both = await Promise.allSettled([accounts.remove('admin'), accounts.remove('ada')]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(accounts.list().map(({ id }) => id)).toEqual(['technician', 'qa-lead', 'ada']);
});

test('a change that could not be written did not happen', async () => {
  const platform = createMemoryPlatform();
  const accounts = await open(platform);
  platform.files.failAt(2, 'EIO');
  await expect(accounts.remove('technician')).rejects.toMatchObject({ code: 'not-written' });
  expect(accounts.find('technician')).not.toBeNull();
});

test.each(['{', '{"people":[]}', '{"people":[{"id":"a"}],"removed":[]}'])(
  'a people.json of %s is refused, not replaced',
  async (text) => {
    const platform = createMemoryPlatform();
    await writeWhole(platform.files, 'people.json', new TextEncoder().encode(text));
    await expect(open(platform)).rejects.toMatchObject({ code: 'conflict' });
    expect(new TextDecoder().decode(await platform.files.read('people.json'))).toBe(text);
  },
);
