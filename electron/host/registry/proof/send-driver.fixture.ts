import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { packageDigest, type PackageFiles } from '../../../../ml/package/files.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { createDatasetReader } from '../../datasets/store.ts';
import { inspection, technician } from '../../events.fixture.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { signPackage } from '../../models/package.ts';
import { createNodePlatform, systemClock } from '../../platform-node.ts';
import type { Clock } from '../../platform.ts';
import { openRecord } from '../../save-path.fixture.ts';
import { seeded } from '../../seeded.fixture.ts';
import { connectMlflow } from '../mlflow/mlflow-registry.ts';
import { openPlanned } from '../sending/planned.ts';
import { openSender } from '../sending/sender.ts';

// `node send-driver.fixture.ts DATA URL LIFE UNTIL SEED`: a station's record and its sender on a real folder, inspecting until the journal
// has UNTIL inspections and sending all the while, until somebody kills it. What it says on stdout is one JSON object a line.

export type Said =
  | { readonly says: 'started'; readonly station: string; readonly healthy: boolean }
  | { readonly says: 'acknowledged'; readonly seq: number; readonly hash: string; readonly sha256: string }
  /** Nothing waits. It ends by itself then. */
  | { readonly says: 'sent'; readonly parked: readonly string[] };

const [data = '', url = '', life = '', until = '', seed = ''] = process.argv.slice(2);
const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);
const chance = seeded(Number(seed) * 1000 + Number(life));

/** For the sender alone, so that its waits of minutes are none for a test: the world is as fast as it is. */
const hurry = 1000;
const hurried: Clock = {
  now: systemClock.now,
  monotonic: () => systemClock.monotonic() * hurry,
  setTimeout: (run, ms) => systemClock.setTimeout(run, ms / hurry),
};

const platform = createNodePlatform({ data, workers: () => '' });
const { station, journal, images } = await openRecord(platform, 30_000);
const connected = connectMlflow({ url, login: null, silenceMs: 2000 }, systemClock.now);

/** The same bytes in every life: a key of one's own signs alike. */
const packageOf = (version: number): PackageFiles =>
  signPackage(samplePackage({ version, gain: 1 / version }), station);
const digestOf = (files: PackageFiles): string =>
  packageDigest(files, (bytes) => createHash('sha256').update(bytes).digest('hex'));
const packages = new Map(
  Array.from({ length: Number(life) }, (_, n) => packageOf(n + 1)).map((files) => [digestOf(files), files]),
);
const nothing = (what: string, id: string): never => {
  throw new LoupeError('not-found', { what, id });
};

const sender = await openSender({
  ...{ platform: { ...platform, clock: hurried }, journal, images, ...connected, registryId: 'one' },
  datasets: createDatasetReader(platform.files),
  evaluations: { read: async () => null },
  training: { get: (run) => nothing('training run', run), grid: async (run) => nothing('grid', run) },
  packages: {
    open: async (sha256) => ({ files: packages.get(sha256) ?? nothing('package', sha256), tags: {} }),
  },
  bytesPerSecond: () => null,
  sealEveryMs: 1000 * hurry,
});
say({ says: 'started', station: journal.stationId, healthy: journal.health().ok });

/** Mostly small ones, that travel together; some that fill a shard by themselves. */
function picture() {
  const dice = chance();
  const size = dice < 0.005 ? 4_100_000 : dice < 0.2 ? 50_000 + chance() * 250_000 : 500 + chance() * 20_000;
  const words = Uint32Array.from({ length: size / 4 }, () => chance() * 2 ** 32);
  return { type: chance() < 0.3 ? 'y4m' : 'png', bytes: new Uint8Array(words.buffer) } as const;
}

let before = picture();
async function inspect(): Promise<void> {
  // The same picture twice in a row now and then: it travels once.
  before = chance() < 0.03 ? before : picture();
  const { type, bytes } = before;
  const sha256 = await images.put(type, bytes);
  const dice = chance();
  const verdict = dice < 0.2 ? 'defect' : dice < 0.4 ? 'unsure' : dice < 0.45 ? 'no-result' : 'pass';
  const image = { sha256, type, width: 4, height: 4, bytes: bytes.length } as const;
  const recorded = inspection(sha256, life, { image, verdict });
  const { seq, hash } = await journal.append('inspection.recorded', recorded, technician);
  say({ says: 'acknowledged', seq, hash, sha256 });
  if (chance() < 0.1) {
    const spoken = `${journal.stationId}-${seq}`;
    await journal.append('label.set', { inspection: spoken, replaces: [], verdict: 'pass' }, technician);
  }
}

if (Number(life) % 3 === 1) {
  const version = Number(life);
  const sha256 = digestOf(packageOf(version));
  const more = { dataset: 'd'.repeat(64), thresholds: { pass: 0.2, defect: 0.8 }, why: `life ${life}` };
  await journal.append(
    'limits.moved',
    { name: 'sample', from: version, version, sha256, ...more },
    technician,
  );
}
const lane = async () => {
  while (journal.state().counters.inspections < Number(until)) {
    await inspect();
    await pause(chance() * 10);
  }
};
await Promise.all([lane(), lane()]);

/** All is sealed, planned and sent; asked twice, since what is planned waits a moment later. */
async function isDone(): Promise<boolean> {
  const planned = (await openPlanned(platform.files)).last()?.lastSeq;
  return planned === journal.head().seq && sender.status().waiting === 0;
}
for (let times = 0; times < 2; times = (await isDone()) ? times + 1 : 0) await pause(300);
say({ says: 'sent', parked: sender.parked().map(({ id, cause }) => `${id}: ${cause}`) });
await sender.close();
await journal.close();
connected.close();
