import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../ml/sample/policy.ts';
import { system } from '../../contract/people.ts';
import { parseEvent } from '../../contract/events.ts';
import { jsonBytes, writeWhole } from '../durable.ts';
import { createHost, type Host } from '../host.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openSettings } from '../settings.ts';
import { start } from '../journal/filled.fixture.ts';
import { tellPolicy } from './policy.ts';

const machine = { providers: ['cpu'], cores: 2, memoryBytes: 8e9, freeBytes: () => 0 } as const;
const open = (platform: MemoryPlatform) => createHost(platform, { app: '0.1.0', machine, starter: null });
const other = { ...defaultPolicy, controlEvery: 7 };

async function told({ journal }: Host): Promise<unknown[]> {
  const { lines } = await journal.read(0, 10_000_000);
  return new TextDecoder()
    .decode(lines)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : (parseEvent(line) ?? [])))
    .flatMap((event) => (event.kind === 'settings.changed' ? [event.by, ...event.data.changes] : []));
}

test('a policy written into settings.json by hand is in the journal from the next start on, once', async () => {
  const platform = createMemoryPlatform();
  await writeWhole(platform.files, 'settings.json', jsonBytes({ samplePolicy: other }));
  const host = await open(platform);
  expect(await told(host)).toEqual([system, { path: 'samplePolicy', from: defaultPolicy, to: other }]);
  expect(host.journal.state().samplePolicy).toEqual(other);
  await host.close();

  const again = platform.restart();
  const second = await open(again);
  expect(await told(second)).toHaveLength(2);
  await second.close();

  const third = again.restart();
  await writeWhole(third.files, 'settings.json', jsonBytes({}));
  const last = await open(third);
  expect((await told(last)).slice(2)).toEqual([
    system,
    { path: 'samplePolicy', from: other, to: defaultPolicy },
  ]);
  await last.close();
});

test('a new station with the default policy says nothing of it', async () => {
  const host = await open(createMemoryPlatform());
  expect(await told(host)).toEqual([]);
  await host.close();
});

test('a change that the journal did not take is told by the next one', async () => {
  const { journal } = await start();
  const settings = await openSettings({ platform: createMemoryPlatform() });
  await settings.change({ samplePolicy: other });
  await tellPolicy(journal, settings, system);
  await tellPolicy(journal, settings, system);
  expect(journal.state().samplePolicy).toEqual(other);
  expect(journal.head().seq).toBe(2);
  await journal.close();
});
