import { createHash } from 'node:crypto';
import {
  cpSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { packageDigest } from '../../../../ml/package/files.ts';
import { hostileModels } from '../../../../ml/onnx/hostile.fixture.ts';
import { createDiskFiles } from '../../node/disk-files.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { openUnsigned, signPackage, type TrustedKey } from '../../models/package.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import type { PackageFiles } from '../../models/folder.ts';
import { signedPromotion, signer, type Signer } from '../statements/signer.fixture.ts';
import { openBench, sharedRegistry, type Bench } from './station-bench.fixture.ts';

// Packages that somebody put into the registry of a station that follows it: reference/reliability.md, B9.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const workers = workersPlatform();
const [desk, stranger, revoked] = [signer(), signer(), signer()];
let trusted: TrustedKey[] = [
  { publicKey: desk.publicKey, name: 'the desk' },
  { publicKey: revoked.publicKey, name: 'a desk that was sold' },
];
const folder = mkdtempSync(join(tmpdir(), 'loupe-hostile-'));
const outside = join(folder, 'outside.bin');
const disk = join(folder, 'disk');
const registry = sharedRegistry(createDiskFiles({ data: disk }));
let station: Bench;
/** Read at its second reading as if somebody had changed it in between. */
let changing: string | null = null;

/** A package in the registry with a promotion to it. @returns the folder in which it lies there */
async function put(
  version: number,
  files: PackageFiles,
  by: Signer = desk,
  as: { readonly name?: string; readonly sha256?: string } = {},
): Promise<string> {
  const { manifest, sha256 } = readable(files);
  const ref = { name: manifest.name, version: manifest.version, sha256 };
  await registry().register(ref, files, {});
  const claimed = { name: 'sample', version, sha256, ...as };
  await registry().publish(signedPromotion(by, claimed, version));
  return join(disk, 'registry', 'packages', ref.name, `${ref.version}-${ref.sha256}`);
}
/** What a package says it is, also where the gate would refuse its network. */
function readable(files: PackageFiles) {
  const sound = new Map(files).set('model.onnx', samplePackage().get('model.onnx')!);
  const { manifest } = openUnsigned(sound);
  return { manifest, sha256: digest(files) };
}
const sample = (version: number, parts: Parameters<typeof samplePackage>[0] = {}) =>
  signPackage(samplePackage({ version, gain: 0.5, ...parts }), desk);
const spoilt = async (version: number, spoil: (place: string) => void): Promise<void> =>
  spoil(await put(version, sample(version)));
const manifestOf = (files: PackageFiles) =>
  JSON.parse(new TextDecoder().decode(files.get('model.json'))) as object;
const withManifest = (version: number, parts: object) => {
  const files = new Map(samplePackage({ version, gain: 0.5 }));
  files.set('model.json', new TextEncoder().encode(JSON.stringify({ ...manifestOf(files), ...parts })));
  return signPackage(files, desk);
};
const digest = (files: PackageFiles): string =>
  packageDigest(files, (bytes) => createHash('sha256').update(bytes).digest('hex'));
const external = (name: string) => hostileModels().find((one) => one.name === name)!.bytes;

/** Each is put into the registry under its version, which is its serial too. */
const rows: readonly (readonly [name: string, put: (version: number) => Promise<unknown>, why: RegExp])[] = [
  ['no signature', (v) => spoilt(v, (at) => rmSync(join(at, 'SIGNATURE.json'))), /the package is not signed/],
  [
    'a wrong key',
    (v) => put(v, signPackage(samplePackage({ version: v }), stranger)),
    /^signed with the key [0-9a-f]{32}, which this station does not trust/,
  ],
  [
    'a revoked key',
    (v) => {
      trusted = trusted.filter(({ publicKey }) => publicKey !== revoked.publicKey);
      return put(v, signPackage(samplePackage({ version: v }), revoked), revoked);
    },
    /^promotion \d+, of sample \d+, is signed with the key [0-9a-f]{32}, which this station does not trust/,
  ],
  [
    'a good signature, and a byte flipped',
    (v) =>
      spoilt(v, (at) => {
        const bytes = readFileSync(join(at, 'model.onnx'));
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(join(at, 'model.onnx'), bytes);
      }),
    /model\.onnx is not the file that was signed/,
  ],
  [
    'an extra file',
    (v) => spoilt(v, (at) => writeFileSync(join(at, 'golden', 'more.bin'), 'x')),
    /golden\/more\.bin does not belong to the package/,
  ],
  ['a missing file', (v) => spoilt(v, (at) => rmSync(join(at, 'card.md'))), /card\.md is missing/],
  [
    'a renamed file',
    (v) => spoilt(v, (at) => renameSync(join(at, 'golden', 'tensors.bin'), join(at, 'golden', 'other.bin'))),
    /golden\/tensors\.bin is missing; golden\/other\.bin does not belong/,
  ],
  [
    'a promotion of another model in this one’s place',
    (v) =>
      put(v, sample(v), desk, { name: 'forceps' }).then(() => {
        const from = join(disk, 'registry', 'promotions', 'forceps', 'champion');
        const to = join(disk, 'registry', 'promotions', 'sample', 'champion');
        for (const name of readdirSync(from)) cpSync(join(from, name), join(to, name));
      }),
    /^promotion \d+ makes forceps champion, not sample champion/,
  ],
  [
    'another instrument’s package under this one’s name',
    async (v) => {
      const forceps = withManifest(v, { name: 'forceps' });
      const at = await put(v, forceps);
      const there = `${v}-${digest(forceps)}`;
      cpSync(at, join(disk, 'registry', 'packages', 'sample', there), { recursive: true });
    },
    /^what was promoted as sample \d+ is forceps \d+/,
  ],
  [
    'labels swapped',
    (v) =>
      spoilt(v, (at) => {
        const swapped = withManifest(v, { classes: [{ name: 'damage', verdict: 'pass' }] });
        writeFileSync(join(at, 'model.json'), swapped.get('model.json')!);
      }),
    /^model\.json is not the file that was signed/,
  ],
  [
    'thresholds swapped, with the signature they came with',
    (v) =>
      spoilt(v, (at) => {
        const other = new Map(withManifest(v, { thresholds: { pass: 0.9, defect: 0.95 } }));
        other.set('card.md', new TextEncoder().encode('# Other limits\n'));
        const signed = signPackage(other, desk);
        for (const path of ['model.json', 'SIGNATURE.json']) writeFileSync(join(at, path), signed.get(path)!);
      }),
    /^card\.md is not the file that was signed/,
  ],
  [
    'external data above the folder',
    (v) => put(v, sample(v, { onnx: external('external data above the folder') })),
    /model\.onnx: external-data: /,
  ],
  [
    'external data by absolute path',
    (v) => put(v, sample(v, { onnx: external('external data by absolute path') })),
    /model\.onnx: external-data: /,
  ],
  [
    'external data by a symbolic link',
    async (v) => {
      const at = await put(v, sample(v, { onnx: external('external data beside the model') }));
      symlinkSync(outside, join(at, 'weights.bin'));
    },
    /weights\.bin does not belong to the package/,
  ],
  [
    'external data by a hard link, under an allowed name',
    async (v) => {
      const at = await put(v, sample(v, { onnx: external('external data beside the model') }));
      linkSync(outside, join(at, 'golden', 'weights.bin'));
    },
    /golden\/weights\.bin does not belong to the package/,
  ],
  [
    'changed between its verification and its load',
    async (v) => {
      changing = `models/sample/${v}/model.onnx`;
      await put(v, sample(v));
    },
    /package that verifies \(sample \d+: model\.onnx is not the file that was signed\)/,
  ],
  [
    '10 GB',
    (v) =>
      spoilt(v, (at) => {
        writeFileSync(join(at, 'golden', 'huge.bin'), '');
        truncateSync(join(at, 'golden', 'huge.bin'), 1e10);
      }),
    /^the package has 100000\d+ bytes in \d+ files; 600000000 in 1000 are allowed/,
  ],
];

beforeAll(async () => {
  writeFileSync(outside, new Uint8Array(64));
  const memory = createMemoryPlatform();
  let reads = 0;
  const files = {
    ...memory.files,
    read: async (path: string) => {
      const bytes = await memory.files.read(path);
      if (path === changing && (reads += 1) > 0) bytes[bytes.length >> 1]! ^= 1;
      return bytes;
    },
  };
  station = await openBench(workers, { memory, files, registry, trusted: () => trusted });
  const first = signPackage(samplePackage(), desk);
  await put(1, first);
  await station.promotions.obey('sample');
});
afterAll(async () => {
  await station.close();
  workers.end();
  rmSync(folder, { recursive: true, force: true });
});

test.each(rows.map((row, i) => [row[0], i + 2, ...row.slice(1)] as const))(
  '%s: refused with its reason, and what judges goes on',
  async (_, version, prepare, why) => {
    const refusals = (await station.journalled('package.refused')).length;
    await (prepare as (version: number) => Promise<unknown>)(version);
    const error = await station.promotions.obey('sample').catch((thrown: { data: object }) => thrown);
    expect(Object.values((error as { data: object }).data).join(' ')).toMatch(why as RegExp);
    expect(await station.judging()).toEqual([1, 0.5]);
    const told = await station.journalled('package.refused');
    expect(told).toHaveLength(refusals + 1);
    expect(told.at(-1)!['why']).toMatch(why as RegExp);
    changing = null;
  },
);

test('an old version replayed; and none of them was refused for being promoted at all', async () => {
  const next = rows.length + 2;
  const good = sample(next);
  await put(next, good);
  expect(await station.promotions.obey('sample')).toEqual({ serial: next, tray: null });
  expect(await station.judging()).toEqual([next, 0.25]);
  const promotions = join(disk, 'registry', 'promotions', 'sample', 'champion');
  for (const name of readdirSync(promotions)) if (!name.startsWith('1-')) rmSync(join(promotions, name));
  await expect(station.promotions.obey('sample')).rejects.toMatchObject({
    code: 'model-refused',
    data: { cause: `promotion 1 of sample is an old one: ${next} was followed already` },
  });
  expect(await station.judging()).toEqual([next, 0.25]);
  const activated = await station.journalled('package.activated');
  expect(activated.map(({ version }) => version)).toEqual([1, next]);
  console.log(`${rows.length + 1} hostile packages and promotions: 0 activated`);
});
