import { expect, test } from 'vitest';
import { settingsSchema } from '../contract/settings.ts';
import { writeWhole } from './durable.ts';
import { createMemoryPlatform } from './platform-memory.fixture.ts';
import { openSettings } from './settings.ts';

const defaults = settingsSchema.parse({});
const stored = async (text: string) => {
  const platform = createMemoryPlatform();
  await writeWhole(platform.files, 'settings.json', new TextEncoder().encode(text));
  return platform;
};

test('defaults where there is no file; nothing is written until something changes', async () => {
  const platform = createMemoryPlatform();
  const settings = await openSettings({ platform });
  expect(settings.current()).toEqual(defaults);
  expect(await settings.change({})).toEqual([]);
  expect(await settings.change({ theme: 'dark' })).toEqual([]);
  expect(await platform.files.stat('settings.json')).toBeNull();
});

test('a change keeps the others, says what really changed, and is there after a power cut', async () => {
  const platform = createMemoryPlatform();
  const settings = await openSettings({ platform });
  await settings.change({ judgeLimitMs: 9000 });
  expect(await settings.change({ textSize: 125, theme: 'dark', judgeLimitMs: undefined })).toEqual([
    { path: 'textSize', from: 100, to: 125 },
  ]);
  platform.files.cutPower();
  const again = await openSettings({ platform: platform.restart() });
  expect(again.current()).toEqual({ ...defaults, judgeLimitMs: 9000, textSize: 125 });
});

test('two changes at once both count', async () => {
  const platform = createMemoryPlatform();
  const settings = await openSettings({ platform });
  await Promise.all([settings.change({ sound: false }), settings.change({ pedalKey: 'F14' })]);
  expect((await openSettings({ platform })).current()).toEqual({
    ...defaults,
    sound: false,
    pedalKey: 'F14',
  });
});

test.each([
  ['{"colour":"red"}', /colour/],
  ['{"judgeLimitMs":"soon"}', /judgeLimitMs/],
  ['{"judgeLimitMs":', /JSON|end of/i],
  ['[]', /object/],
])('%s is refused and named, and left as it is', async (text, named) => {
  const platform = await stored(text);
  const calls = platform.files.calls();
  await expect(openSettings({ platform })).rejects.toMatchObject({
    code: 'bad-input',
    data: { what: 'settings.json', got: expect.stringMatching(named) as string },
  });
  expect(platform.files.calls()).toBe(calls);
});

test('a change to what is not allowed changes nothing', async () => {
  const settings = await openSettings({ platform: await stored('{"textSize":125}') });
  for (const change of [{ judgeLimitMs: -1 }, { colour: 'red' }] as object[])
    await expect(settings.change(change)).rejects.toMatchObject({ code: 'bad-input' });
  expect(settings.current()).toEqual({ ...defaults, textSize: 125 });
});

test('a change that could not be written did not happen', async () => {
  const platform = createMemoryPlatform();
  const settings = await openSettings({ platform });
  platform.files.failAt(2, 'ENOSPC');
  await expect(settings.change({ sound: false })).rejects.toMatchObject({ code: 'not-written' });
  expect(settings.current()).toEqual(defaults);
  await settings.change({ sound: false });
  expect((await openSettings({ platform })).current().sound).toBe(false);
});
