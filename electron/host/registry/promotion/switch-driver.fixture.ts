import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createHost } from '../../host.ts';
import { samplePackage } from '../../models/package.fixture.ts';
import { greyFrame } from '../../models/sample.fixture.ts';
import { createNodePlatform } from '../../platform-node.ts';
import type { AppendHandle, Files } from '../../platform.ts';
import { admin } from './station-bench.fixture.ts';

// `node switch-driver.fixture.ts DATA LIFE N`: the real host on a real folder, inspecting without pause and going back from one package
// to the other, killed by SIGKILL just before the N-th change of a file that the switch makes. What it says is one JSON object a line.

export type Said =
  | {
      readonly says: 'started';
      readonly healthy: boolean;
      /** What the journal says is active, and what the engine judges with. */
      readonly recorded: number | undefined;
      readonly judges: number | undefined;
    }
  | { readonly says: 'acknowledged'; readonly seq: number; readonly hash: string; readonly sha256: string }
  | { readonly says: 'switched' };

const [data = '', life = '', at = ''] = process.argv.slice(2);
const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);

/**
 * Counts the changes that a switch makes below `models/` and `registry/` once it is armed, not the notes that delivery keeps; no call after the
 * last one ever comes back.
 */
function deadly(files: Files): Files & { arm(n: number): void } {
  let left = Infinity;
  const live = <T>(path: string, act: () => Promise<T>): Promise<T> => {
    if (/^(models|registry(?!\/delivery))\b/.test(path) && (left -= 1) === 0)
      process.kill(process.pid, 'SIGKILL');
    return left > 0 ? act() : new Promise(() => undefined);
  };
  const handle = async (path: string, opening: Promise<AppendHandle>): Promise<AppendHandle> => {
    const opened = await opening;
    return {
      write: (bytes) => live(path, () => opened.write(bytes)),
      sync: () => live(path, () => opened.sync()),
      close: () => live(path, () => opened.close()),
    };
  };
  return {
    ...files,
    create: (path) => live(path, () => handle(path, files.create(path))),
    rename: (from, to) => live(from, () => files.rename(from, to)),
    remove: (path) => live(path, () => files.remove(path)),
    makeFolder: (path) => live(path, () => files.makeFolder(path)),
    syncFolder: (path) => live(path, () => files.syncFolder(path)),
    arm: (n) => void (left = n),
  };
}

const node = createNodePlatform({
  data,
  workers: (worker) => fileURLToPath(new URL(`../../../workers/${worker}/main.ts`, import.meta.url)),
});
const files = deadly(node.files);
const host = await createHost(
  // Chance of nearly 1: no delivery comes in between.
  { ...node, files, random: (count) => (count === 4 ? new Uint8Array(4).fill(255) : node.random(count)) },
  {
    app: '0.1.0',
    machine: { providers: ['cpu'], cores: 2, memoryBytes: totalmem(), freeBytes: () => 0 },
    starter: () => Promise.resolve(samplePackage()),
  },
);
await host.ready;
say({
  says: 'started',
  healthy: host.journal.health().ok,
  recorded: host.journal.state().activeModel?.version,
  judges: host.engine.status().models[0]?.manifest.version,
});
if ((await host.models.previous()).length === 0) {
  const two = await host.models.installUnsigned(samplePackage({ version: 2, gain: 0.5 }));
  await host.models.activate(two.sha256, 'so that there is one to go back to', admin);
}

let acknowledged = 0;
let armed = false;
async function inspect(lane: number): Promise<never> {
  for (let n = 0; ; n++) {
    const label = `${life}-${lane}-${n}`;
    const frame = greyFrame(60 + ((n * 7 + lane * 3) % 120));
    const { seq, hash, image } = await host.inspection.judge({
      sent: {
        header: { id: label, ...frame, source: { kind: 'demo', label }, ageMs: 0 },
        frame,
        arrived: node.clock.monotonic(),
        repeated: 'none',
      },
      identity: {},
      trigger: 'command',
      triggered: '2026-01-01T00:00:00.000Z',
      by: { id: 'technician', role: 'technician' },
    });
    say({ says: 'acknowledged', seq, hash, sha256: image.sha256 });
    acknowledged += 1;
    if (acknowledged >= 3 && !armed) {
      armed = true;
      void goBack();
    }
  }
}
async function goBack(): Promise<void> {
  const [back] = await host.models.previous();
  if (back === undefined) throw new Error('there is one to go back to');
  files.arm(Number(at));
  await host.registry.promotions.rollback({ ...back, reason: `life ${life}` }, admin);
  say({ says: 'switched' });
}
await Promise.all([inspect(0), inspect(1)]);
