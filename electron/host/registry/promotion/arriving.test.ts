import { expect, test } from 'vitest';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { mortal } from '../../models/mortal.fixture.ts';
import type { Files } from '../../platform.ts';
import { arrivingAt } from './arriving.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { signedSample, signer } from '../statements/signer.fixture.ts';

const us = signer();
const { files: content, ref } = signedSample(us);

/** A registry elsewhere that holds one package, and how many of its files were read. */
async function elsewhere() {
  const disk = createMemoryFiles({ seed: 2 });
  let read = 0;
  const files: Files = {
    ...disk,
    read: (path) => {
      if (path.startsWith('registry/packages/') && !path.endsWith('entry.json')) read += 1;
      return disk.read(path);
    },
  };
  const registry = createFolderRegistry({ files, root: 'registry', random: (n) => new Uint8Array(n) });
  await registry.register(ref, content, {});
  read = 0;
  return { registry, disk, read: () => read };
}
const sorted = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));

test('killed at any step of fetching, it goes on where it was: no file that came whole is fetched again', async () => {
  const steps: number[] = [];
  for (let n = 1; ; n++) {
    const { registry, read } = await elsewhere();
    const here = createMemoryFiles({ seed: n });
    const dying = mortal(here);
    dying.dieAt(n);
    const killed = await registry.fetch(ref, arrivingAt(dying, ref)).then(
      () => false,
      () => true,
    );
    if (!killed) break;
    here.powerOn();
    const arriving = arrivingAt(here, ref);
    expect(sorted(await registry.fetch(ref, arriving)), `step ${n}`).toEqual(sorted(content));
    // The one that was on its way is the only one that is read twice.
    expect(read(), `step ${n}`).toBeLessThanOrEqual(content.size + 1);
    expect(read() + arriving.taken(), `step ${n}`).toBeGreaterThanOrEqual(content.size);
    steps.push(arriving.taken());
    await arriving.discard();
    expect(await here.list('registry/arriving')).toEqual([]);
  }
  expect(steps.length).toBeGreaterThan(4 * content.size);
  // From none of them to all.
  expect(new Set(steps).size).toBe(content.size + 1);
  console.log(
    `killed at ${steps.length} steps of fetching ${content.size} files; files kept over the kill: ${steps.join(' ')}`,
  );
});

test('a file of another size, another package’s, and one with a name that climbs are not taken', async () => {
  const here = createMemoryFiles();
  const arriving = arrivingAt(here, ref);
  await arriving.keep('golden/index.json', new Uint8Array([1, 2]));
  await arriving.keep('../outside.bin', new Uint8Array([1, 2]));
  expect(await here.list('registry/arriving')).toEqual([`${ref.sha256}-golden+index.json`]);
  expect(await arriving.take('golden/index.json', 2)).toEqual(new Uint8Array([1, 2]));
  expect(await arriving.take('golden/index.json', 3)).toBeNull();
  expect(await arrivingAt(here, { ...ref, sha256: 'f'.repeat(64) }).take('golden/index.json', 2)).toBeNull();
});
