import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { jsonBytes, writeWhole } from '../durable.ts';
import { signedSample, signer } from '../registry/statements/signer.fixture.ts';
import { openPackage } from './package.ts';
import { openTrustedKeys, pemOf } from './trusted-keys.ts';

const stranger = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    der: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
async function start(platform = createMemoryPlatform()) {
  const station = await openStation({ platform, app: '0.1.0' });
  return { platform, station, keys: await openTrustedKeys(platform, station) };
}

test('a key is added by its text, kept over a power cut, and gone once removed', async () => {
  const { platform, keys } = await start();
  const { pem, der } = stranger();
  const added = await keys.add(' Bench 2 ', pem);
  expect(added).toMatchObject({ name: 'Bench 2', keyId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  platform.files.cutPower();
  const powered = platform.restart();
  const { keys: again } = await start(powered);
  expect([again.list(), again.keys()]).toEqual([[added], [{ name: 'Bench 2', publicKey: der }]]);
  await again.remove(added.keyId);
  expect((await start(powered)).keys.keys()).toEqual([]);
  await expect(again.remove(added.keyId)).rejects.toMatchObject({ code: 'not-found' });
});

test('what is no public Ed25519 key is refused, and so is one that is trusted already', async () => {
  const { keys } = await start();
  const { pem, secret } = stranger();
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  for (const [text, got] of [
    ['no key', 'something else'],
    [secret, 'a private key, which belongs to its owner alone'],
    [rsa.export({ type: 'spki', format: 'pem' }).toString(), 'an rsa key'],
  ] as const)
    await expect(keys.add('Bench 2', text)).rejects.toMatchObject({ code: 'bad-input', data: { got } });
  await keys.add('Bench 2', pem);
  await expect(keys.add('Bench 3', pem)).rejects.toMatchObject({
    data: { what: 'that key is trusted already, as Bench 2' },
  });
  await expect(keys.add('Me', keys.own.pem)).rejects.toMatchObject({ code: 'conflict' });
  expect(keys.list()).toHaveLength(1);
});

test('what cannot be written does not count; a file that was tampered with believes nobody', async () => {
  const { platform, keys, station } = await start();
  platform.files.failAt(1, 'ENOSPC');
  await expect(keys.add('Bench 2', stranger().pem)).rejects.toMatchObject({ code: 'not-written' });
  expect(keys.keys()).toEqual([]);
  await keys.add('Bench 2', stranger().pem);
  const stored = new TextDecoder().decode(await platform.files.read('trusted-keys.json'));
  const other = stored.replace(/"publicKey": ?"[^"]+"/, `"publicKey":"${stranger().der}"`);
  expect(other).not.toBe(stored);
  await platform.files.remove('trusted-keys.json');
  const handle = await platform.files.append('trusted-keys.json');
  await handle.write(new TextEncoder().encode(other));
  await expect(openTrustedKeys(platform, station)).rejects.toMatchObject({ code: 'conflict' });
});

test('a desk trusts 2,000 keys, no more, and still opens packages of any of them', async () => {
  const platform = createMemoryPlatform();
  const signers = Array.from({ length: 2000 }, signer);
  const [last, ...others] = signers.toReversed();
  const rows = others.map(({ keyId, publicKey }, i) => ({
    ...{ keyId, publicKey, name: `Bench ${i}`, added: '2026-11-22T00:00:00.000Z' },
  }));
  await writeWhole(platform.files, 'trusted-keys.json', jsonBytes({ keys: rows }));
  const { keys } = await start(platform);
  await keys.add('Bench 2000', pemOf(last!.publicKey));
  await expect(keys.add('One more', stranger().pem)).rejects.toMatchObject({
    data: { what: 'there are 2000 trusted keys already; remove one' },
  });
  for (const by of [signers[0]!, signers[1000]!, last!]) {
    const { files } = signedSample(by);
    for (let times = 0; times < 20; times++)
      expect(openPackage(files, keys.keys())).toMatchObject({ keyId: by.keyId });
  }
  // Whoever asks for them with every line gets them, not copies of them.
  expect([keys.keys() === keys.keys(), keys.list() === keys.list()]).toEqual([true, true]);
});
