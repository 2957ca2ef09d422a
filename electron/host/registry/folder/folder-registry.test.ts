import { writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { createDiskFiles } from '../../node/disk-files.ts';
import { openPackage } from '../../models/package.ts';
import type { Files } from '../../platform.ts';
import { createFolderRegistry } from './folder-registry.ts';
import { newFolder } from './new-folder.fixture.ts';
import { registrySuite } from '../registry-suite.fixture.ts';
import { signedPromotion, signedSample, signer } from '../statements/signer.fixture.ts';

let writers = 0;
const over = (files: Files, root: string) =>
  createFolderRegistry({ files, root, random: (count) => new Uint8Array(count).fill((writers += 1)) });

describe('the folder registry in memory', () =>
  registrySuite(async () => {
    const files = createMemoryFiles();
    return () => over(files, 'registry');
  }));
describe('the folder registry on a disk', () =>
  registrySuite(async () => {
    const folder = newFolder();
    return () => over(createDiskFiles({ data: folder }), '');
  }));

const us = signer();
const [one, two] = [signedSample(us), signedSample(us, { version: 2, gain: 0.5 })];

test('a drive that is not there is no empty registry', async () => {
  const gone = over(createDiskFiles({ data: join(newFolder(), 'not', 'mounted') }), '');
  for (const ask of [
    () => gone.models(),
    () => gone.versions('sample'),
    () => gone.promoted('sample', 'champion'),
    () => gone.register(one.ref, one.files, {}),
  ])
    await expect(ask()).rejects.toMatchObject({ code: 'registry-unreachable' });
});

test('what somebody changed there does not verify; registering again mends it, and a higher serial moves the alias on', async () => {
  const folder = newFolder();
  const registry = over(createDiskFiles({ data: folder }), '');
  await registry.register(one.ref, one.files, {});
  await registry.publish(signedPromotion(us, one.ref, 1));
  const place = join(folder, 'packages', 'sample', `1-${one.ref.sha256}`);
  writeFileSync(join(place, 'model.json'), '{}');
  const key = { publicKey: us.publicKey, name: 'us' };
  const changed = await registry.fetch(one.ref);
  expect(() => openPackage(changed, [key])).toThrow('model.json is not the file that was signed');
  const promotions = join(folder, 'promotions', 'sample', 'champion');
  writeFileSync(join(promotions, `7-${'f'.repeat(64)}.json`), '{"format":1}');
  await expect(registry.promoted('sample', 'champion')).rejects.toMatchObject({ code: 'model-refused' });
  await registry.register(one.ref, one.files, {});
  expect((await registry.fetch(one.ref)).get('model.json')).toEqual(one.files.get('model.json'));
  const next = signedPromotion(us, one.ref, 8);
  await registry.publish(next);
  expect(await registry.promoted('sample', 'champion')).toEqual(next);
  expect(readdirSync(place).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('cut at every call of registering and publishing: whole or not there, and doing it again completes it', async () => {
  const [first, second] = [signedPromotion(us, one.ref, 1), signedPromotion(us, two.ref, 2)];
  const act = async (files: Files) => {
    const registry = over(files, 'registry');
    await registry.register(two.ref, two.files, { note: 'x' });
    await registry.publish(second);
  };
  let cuts = 0;
  for (let n = 1, reached = true; reached; n++) {
    const files = createMemoryFiles({ seed: n });
    const before = over(files, 'registry');
    await before.register(one.ref, one.files, {});
    await before.publish(first);
    files.cutAt(n);
    const done = await act(files).then(
      () => true,
      () => false,
    );
    reached = !done;
    if (done) files.cutPower();
    else cuts++;
    files.powerOn();
    const after = over(files, 'registry');
    const found = await after.versions('sample');
    expect(found.map(({ version }) => version)).toEqual(found.length === 2 ? [2, 1] : [1]);
    for (const ref of found) expect((await after.fetch(ref)).size).toBe(one.files.size);
    const alias = await after.promoted('sample', 'champion');
    expect([1, 2]).toContain(alias?.promotion.serial);
    if (alias?.promotion.serial === 2 || done) expect(found).toHaveLength(2);
    await act(files);
    expect((await after.promoted('sample', 'champion'))?.promotion.serial).toBe(2);
    expect(await after.versions('sample')).toHaveLength(2);
  }
  console.log(
    `registering and publishing cut at each of ${cuts} calls: never half a package, never a lost alias`,
  );
  expect(cuts).toBeGreaterThan(12);
});
