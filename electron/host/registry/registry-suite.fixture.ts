import { expect, test } from 'vitest';
import type { PackageFiles } from '../../../ml/package/files.ts';
import type { Registry } from './registry.ts';
import { signedPromotion, signedSample, signer } from './statements/signer.fixture.ts';

const sorted = (files: PackageFiles) => [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));

/**
 * What every registry does, whatever it is made of.
 * @param open a new, empty registry; each call of what it gives opens the same one again, as another station would
 */
export function registrySuite(open: () => Promise<() => Registry>): void {
  const us = signer();
  const [one, two] = [signedSample(us), signedSample(us, { version: 2, gain: 0.5 })];
  const tags = { 'loupe.gate': 'passed', 'loupe.note': '“ü”, 0.5 %' };

  test('an empty one holds nothing, and says so', async () => {
    const registry = (await open())();
    expect([await registry.models(), await registry.versions('sample')]).toEqual([[], []]);
    expect(await registry.promoted('sample', 'champion')).toBeNull();
    await expect(registry.fetch(one.ref)).rejects.toMatchObject({ code: 'not-found' });
    expect(await registry.foreign()).toEqual({ models: [], more: 0 });
    await expect(registry.fetchForeign({ name: 'screw', version: 1 }, 9)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('a package comes out as it went in, with its tags, for another station too; twice is once', async () => {
    const connect = await open();
    await connect().register(one.ref, one.files, tags);
    await connect().register(one.ref, one.files, tags);
    await connect().register(two.ref, two.files, {});
    const other = connect();
    expect(await other.models()).toEqual(['sample']);
    expect((await other.foreign()).models).toEqual([]);
    expect(await other.versions('sample')).toEqual([
      { ...two.ref, tags: {} },
      { ...one.ref, tags },
    ]);
    expect(sorted(await other.fetch(one.ref))).toEqual(sorted(one.files));
    expect(sorted(await other.fetch(two.ref))).toEqual(sorted(two.files));
  });

  test('a package gets the tags that it does not have yet, and keeps those that it has', async () => {
    const connect = await open();
    await connect().register(one.ref, one.files, tags);
    await connect().register(one.ref, one.files, { 'loupe.gate': 'failed', 'loupe.below_gate': '2 escapes' });
    await connect().register(one.ref, one.files, { 'loupe.below_gate': '3 escapes', 'loupe.by': 'b' });
    const all = { ...tags, 'loupe.below_gate': '2 escapes', 'loupe.by': 'b' };
    expect(await connect().versions('sample')).toEqual([{ ...one.ref, tags: all }]);
    expect(sorted(await connect().fetch(one.ref))).toEqual(sorted(one.files));
  });

  test('a version has one content; another is refused and changes nothing', async () => {
    const connect = await open();
    await connect().register(one.ref, one.files, tags);
    const other = signedSample(us, { gain: 0.25 });
    await expect(connect().register(other.ref, other.files, {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      connect().register({ ...two.ref, sha256: one.ref.sha256 }, two.files, {}),
    ).rejects.toMatchObject({ code: 'model-refused' });
    expect(await connect().versions('sample')).toEqual([{ ...one.ref, tags }]);
    expect(sorted(await connect().fetch(one.ref))).toEqual(sorted(one.files));
  });

  test('the alias stands on the last promotion, and only a higher serial moves it', async () => {
    const connect = await open();
    for (const { ref, files } of [one, two]) await connect().register(ref, files, {});
    const [first, second, back] = [
      signedPromotion(us, one.ref, 1),
      signedPromotion(us, two.ref, 2),
      signedPromotion(us, one.ref, 3, { reason: 'back' }),
    ];
    await connect().publish(first);
    expect(await connect().promoted('sample', 'champion')).toEqual(first);
    await connect().publish(second);
    await connect().publish(second);
    expect(await connect().promoted('sample', 'champion')).toEqual(second);
    for (const old of [first, signedPromotion(us, one.ref, 2)])
      await expect(connect().publish(old)).rejects.toMatchObject({ code: 'conflict' });
    expect(await connect().promoted('sample', 'champion')).toEqual(second);
    await connect().publish(back);
    expect(await connect().promoted('sample', 'champion')).toEqual(back);
  });

  test('what is being tried has an alias of its own, and so has every model', async () => {
    const connect = await open();
    await connect().register(one.ref, one.files, {});
    const tried = signedPromotion(us, one.ref, 9, { alias: 'challenger' });
    await connect().publish(tried);
    expect(await connect().promoted('sample', 'champion')).toBeNull();
    expect(await connect().promoted('other', 'challenger')).toBeNull();
    expect(await connect().promoted('sample', 'challenger')).toEqual(tried);
  });

  test('two writers at once: every package is whole, and the alias stands on one promotion that resolved or on the next', async () => {
    const connect = await open();
    const writers = Array.from({ length: 6 }, () => connect());
    await Promise.all(writers.map((registry) => registry.register(one.ref, one.files, tags)));
    await writers[0]!.register(two.ref, two.files, {});
    expect(await connect().versions('sample')).toHaveLength(2);
    expect(sorted(await connect().fetch(one.ref))).toEqual(sorted(one.files));

    const promotions = writers.map((_, i) => signedPromotion(us, one.ref, 5, { reason: `writer ${i}` }));
    const ends = await Promise.allSettled(writers.map((registry, i) => registry.publish(promotions[i]!)));
    const done = promotions.filter((_, i) => ends[i]!.status === 'fulfilled');
    expect(done.length).toBeLessThanOrEqual(1);
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'conflict' });
    const next = signedPromotion(us, two.ref, 6);
    await connect().publish(next);
    expect(await connect().promoted('sample', 'champion')).toEqual(next);
  });

  test.each(['../x', 'Sample', '', 'a/b', '..', 'a\\b', 'a'.repeat(64)])(
    '%j is no model’s name',
    async (name) => {
      const registry = (await open())();
      for (const ask of [
        () => registry.versions(name),
        () => registry.promoted(name, 'champion'),
        () => registry.fetch({ ...one.ref, name }),
      ])
        await expect(ask()).rejects.toMatchObject({ code: 'bad-input' });
    },
  );
}
