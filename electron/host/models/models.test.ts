import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { PackageFiles } from '../../../ml/package/files.ts';
import { hostileModels } from '../../../ml/onnx/hostile.fixture.ts';
import { system } from '../../contract/people.ts';
import { createEngine } from '../inspection/engine.ts';
import { openJournal } from '../journal/open.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { openModels } from './models.ts';
import { samplePackage } from './package.fixture.ts';
import { writePackage } from './folder.ts';
import { mortal } from './mortal.fixture.ts';
import { keyIdOf, openUnsigned, signPackage, type TrustedKey } from './package.ts';
import { pointTo, writePointer } from './pointer.ts';
import { greyFrame } from './sample.fixture.ts';

const workers = workersPlatform();
afterAll(() => workers.end());

const machine = { providers: ['cpu'], cores: 2, memoryBytes: 4e9, freeBytes: () => 4e9 } as const;

async function start(
  memory: MemoryPlatform = createMemoryPlatform(),
  trusted: () => readonly TrustedKey[] = () => [],
) {
  const { clock, spawn, log } = workers;
  const platform = { files: memory.files, clock, spawn, log };
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const engine = createEngine({
    platform,
    providers: machine.providers,
    threads: 1,
    memoryLimitBytes: 2e9,
    spareAllowed: () => false,
  });
  const models = openModels({
    platform,
    journal,
    station,
    machine,
    engine,
    trusted,
    limits: { ms: 5000, bytes: 800_000_000 },
  });
  const kinds = async () => {
    const text = new TextDecoder().decode((await journal.read(0, 1e7)).lines).trim();
    return text.split('\n').map((line) => (JSON.parse(line) as { kind: string }).kind);
  };
  /** What answers a frame of mean 128 / 256. */
  const judging = () =>
    engine.judge(greyFrame(123), { limitMs: 10_000 }).then(
      ({ score, steps }) => [steps[0]?.model.manifest.version, score],
      (error: { reason: string }) => error.reason,
    );
  return { memory, station, journal, engine, models, kinds, judging };
}

/** A key of somebody else. */
function stranger() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (message: Uint8Array) => new Uint8Array(signBytes(null, message, privateKey)),
  };
}
const changed = (files: PackageFiles, path: string, bytes: Uint8Array | null): PackageFiles => {
  const copy = new Map(files);
  if (bytes === null) copy.delete(path);
  else copy.set(path, bytes);
  return copy;
};
const flipped = (bytes: Uint8Array = new Uint8Array(1)): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte));

describe('models', () => {
  test('install, activate, restart, roll back', async () => {
    const one = await start();
    expect(await one.models.resume()).toBe(false);
    const first = await one.models.installUnsigned(samplePackage());
    const second = await one.models.installUnsigned(samplePackage({ version: 2, gain: 0.5 }));
    expect(await one.judging()).toBe('model-unavailable');
    await one.models.activate(first.sha256, 'the first', system);
    expect(await one.judging()).toEqual([1, 0.5]);
    await one.models.activate(second.sha256, 'better', system);
    expect(await one.judging()).toEqual([2, 0.25]);
    expect(
      (await one.models.list()).map(({ sha256, active, trustedBy }) => [sha256, active, trustedBy]),
    ).toEqual([
      [first.sha256, false, 'this station'],
      [second.sha256, true, 'this station'],
    ]);
    await one.journal.close();
    one.memory.files.cutPower();
    one.engine.close();

    const two = await start(one.memory.restart());
    expect(await two.models.resume()).toBe(true);
    expect(await two.judging()).toEqual([2, 0.25]);
    const [back] = await two.models.previous();
    expect(back?.sha256).toBe(first.sha256);
    await two.models.activate(first.sha256, 'back', system);
    expect(await two.judging()).toEqual([1, 0.5]);
    expect((await two.kinds()).filter((kind) => kind === 'package.activated').length).toBe(3);
    two.engine.close();
  });

  test('a package of somebody else comes in once their key is trusted, and is out again with it', async () => {
    const other = stranger();
    let trusted: readonly TrustedKey[] = [];
    const { models, judging, engine } = await start(undefined, () => trusted);
    const own = await models.installUnsigned(samplePackage());
    await models.activate(own.sha256, 'start', system);
    const theirs = signPackage(samplePackage({ version: 2, gain: 0.5 }), other);
    await expect(models.install(theirs)).rejects.toMatchObject({
      data: { cause: expect.stringContaining('which this station does not trust') },
    });
    trusted = [{ publicKey: other.publicKey, name: 'Bench 2' }];
    const stored = await models.install(theirs);
    expect(stored).toMatchObject({ trustedBy: 'Bench 2', keyId: keyIdOf(other.publicKey), active: false });
    await models.activate(stored.sha256, 'theirs is better', system);
    expect(await judging()).toEqual([2, 0.25]);
    await models.activate(own.sha256, 'back', system);
    trusted = [];
    expect((await models.list()).map(({ sha256 }) => sha256)).toEqual([own.sha256]);
    await expect(models.activate(stored.sha256, 'again', system)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await judging()).toEqual([1, 0.5]);
    engine.close();
  });

  test('hostile packages: none comes in, each refusal is on record, the old one goes on', async () => {
    const { models, station, kinds, judging, engine, journal } = await start();
    const good = await models.installUnsigned(samplePackage());
    await models.activate(good.sha256, 'start', system);
    const next = samplePackage({ version: 2 });
    const signed = signPackage(next, station);
    const own = new TextDecoder().decode(signed.get('SIGNATURE.json'));
    const other = signPackage(samplePackage({ version: 3 }), station);
    const cases: Record<string, PackageFiles> = {
      'no signature': next,
      'a wrong key': signPackage(next, stranger()),
      'a wrong key under the name of ours': signPackage(next, {
        ...stranger(),
        publicKey: station.publicKey,
      }),
      'one bit of the model': changed(signed, 'model.onnx', flipped(signed.get('model.onnx'))),
      'one bit of the golden cases': changed(
        signed,
        'golden/tensors.bin',
        flipped(signed.get('golden/tensors.bin')),
      ),
      'another manifest': changed(signed, 'model.json', other.get('model.json') ?? null),
      'an extra file': changed(signed, 'extra.bin', new Uint8Array(3)),
      'an extra golden file': changed(signed, 'golden/extra.bin', new Uint8Array(3)),
      'a file outside': changed(signed, '../outside', new Uint8Array(3)),
      'a missing file': changed(signed, 'card.md', null),
      'the signature of another package': changed(
        signed,
        'SIGNATURE.json',
        other.get('SIGNATURE.json') ?? null,
      ),
      'a broken signature file': changed(
        signed,
        'SIGNATURE.json',
        new TextEncoder().encode(own.slice(0, -9)),
      ),
      'other content under a stored version': signPackage(samplePackage({ gain: 0.9 }), station),
      'golden answers it does not give': signPackage(samplePackage({ version: 4, expected: 0.6 }), station),
    };
    for (const hostile of hostileModels().filter(
      ({ expect: who, does }) => who !== 'run' || does === 'bad-output',
    )) {
      cases[hostile.name] = signPackage(samplePackage({ version: 5, onnx: hostile.bytes }), station);
    }
    for (const [name, files] of Object.entries(cases)) {
      await expect(models.install(files), name).rejects.toMatchObject({ name: 'LoupeError' });
    }
    console.log(`${Object.keys(cases).length} hostile packages: 0 installed`);
    expect((await models.list()).map(({ sha256 }) => sha256)).toEqual([good.sha256]);
    expect((await kinds()).filter((kind) => kind === 'package.refused').length).toBe(
      Object.keys(cases).length,
    );
    expect(await judging()).toEqual([1, 0.5]);
    engine.close();
    await journal.close();
  });

  test.each([
    // It may only have been the station that had no memory, or was too slow.
    ['eats 16 GiB while it runs', { lost: 'worker-died' }],
    ['runs for minutes', { lost: 'timed-out' }],
  ])('%s: refused by its trial', async (name, data) => {
    const { models, judging, engine } = await start();
    const good = await models.installUnsigned(samplePackage());
    await models.activate(good.sha256, 'start', system);
    const onnx = hostileModels().find((hostile) => hostile.name === name)?.bytes ?? new Uint8Array();
    await expect(models.installUnsigned(samplePackage({ version: 2, onnx }))).rejects.toMatchObject({
      ...{ code: 'model-unavailable', data },
    });
    expect(await judging()).toEqual([1, 0.5]);
    engine.close();
  });

  describe('activation cut short at every call: one complete model is active, before and after a restart', () => {
    /** A station on which version 1 is active and version 2 stored. */
    const prepared = async () => {
      const memory = createMemoryPlatform();
      const files = mortal(memory.files);
      const station = await openStation({ platform: memory, app: '0.1.0' });
      const [one, two] = [samplePackage(), samplePackage({ version: 2, gain: 0.5 })].map((made) => {
        const signed = signPackage(made, station);
        return { signed, model: openUnsigned(made) };
      });
      if (one === undefined || two === undefined) throw new Error('two packages were made');
      for (const { signed, model } of [one, two]) await writePackage(memory.files, model.manifest, signed);
      const { name, version } = one.model.manifest;
      await writePointer(memory.files, pointTo({ name, version, sha256: one.model.sha256 }, null));
      const host = await start({ ...memory, files: { ...memory.files, ...files } });
      expect(await host.models.resume()).toBe(true);
      const calls = memory.files.calls();
      const activate = () => host.models.activate(two.model.sha256, 'better', system);
      return { ...host, memory, files, activate, calls: () => memory.files.calls() - calls };
    };

    test.each([
      [
        'one call fails',
        (host: Awaited<ReturnType<typeof prepared>>, n: number) => host.memory.files.failAt(n, 'EIO'),
      ],
      ['the power goes', (host: Awaited<ReturnType<typeof prepared>>, n: number) => host.files.dieAt(n)],
    ])('%s', { timeout: 180_000 }, async (what, strike) => {
      const probe = await prepared();
      await probe.activate();
      const calls = probe.calls();
      probe.engine.close();
      expect(calls).toBeGreaterThan(5);
      const ends = { 1: 0, 2: 0 };
      for (let n = 1; n <= calls; n += 1) {
        const host = await prepared();
        strike(host, n);
        const done = await host.activate().then(
          () => true,
          () => false,
        );
        expect(await host.judging()).toEqual(done ? [2, 0.25] : [1, 0.5]);
        host.memory.files.cutPower();
        host.engine.close();
        const again = await start(host.memory.restart());
        expect(await again.models.resume()).toBe(true);
        const after = await again.judging();
        const version = Array.isArray(after) ? after[0] : null;
        expect(after).toEqual(version === 2 ? [2, 0.25] : [1, 0.5]);
        // What was said to be done is done, and the journal names what judges.
        if (done) expect(version).toBe(2);
        expect(again.journal.state().activeModel?.version).toBe(version);
        ends[version === 2 ? 2 : 1] += 1;
        again.engine.close();
      }
      console.log(`${what} at each of ${calls} calls of an activation; afterwards active, by version:`, ends);
    });
  });
});
