import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createHost } from './host.ts';
import { greyFrame } from './models/sample.fixture.ts';
import { samplePackage } from './models/package.fixture.ts';
import { createNodePlatform } from './platform-node.ts';

// `node kill-driver.fixture.ts DATA LIFE`: the real host on a real folder, inspecting without pause until somebody kills it. What it says
// on stdout is one JSON object a line; a pipe takes each whole, so what was said before a SIGKILL is heard.

/** What the driver says: that inspecting begins, or that an inspection was acknowledged. */
export type Said =
  | { readonly says: 'inspecting'; readonly head: number; readonly healthy: boolean }
  | {
      readonly says: 'acknowledged';
      readonly seq: number;
      readonly hash: string;
      readonly sha256: string;
      readonly label: string;
    };

const lanes = 4;
/** 96 × 96 pixels: a file of three disk pages, which a kill can leave unfinished. */
const side = 96;

const [data = '', life = ''] = process.argv.slice(2);
const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);

const platform = createNodePlatform({
  data,
  workers: (worker) => fileURLToPath(new URL(`../workers/${worker}/main.ts`, import.meta.url)),
});
const host = await createHost(platform, {
  app: '0.1.0',
  machine: { providers: ['cpu'], cores: 2, memoryBytes: totalmem(), freeBytes: () => 0 },
  starter: () => Promise.resolve(samplePackage()),
});
// Half of the lives do not wait for the model: what they record meanwhile is `no-result`.
if (Number(life) % 2 === 0) await host.ready;
say({ says: 'inspecting', head: host.journal.head().seq, healthy: host.journal.health().ok });

async function inspect(lane: number): Promise<never> {
  for (let n = 0; ; n++) {
    const label = `${life}-${lane}-${n}`;
    const frame = greyFrame((n * 7 + lane) % 240, side);
    // No two pictures are the same, so none stands in for another that is missing.
    frame.data.set(new TextEncoder().encode(label));
    const { seq, hash, image } = await host.inspection.judge({
      sent: {
        header: { id: label, ...frame, source: { kind: 'demo', label }, ageMs: 0 },
        frame,
        arrived: platform.clock.monotonic(),
        repeated: 'none',
      },
      identity: {},
      trigger: 'command',
      triggered: '2026-01-01T00:00:00.000Z',
      by: { id: 'technician', role: 'technician' },
    });
    say({ says: 'acknowledged', seq, hash, sha256: image.sha256, label });
    // So that frames are laid over spares too.
    if (lane === 0) await host.images.makeSpares();
  }
}
await Promise.all(Array.from({ length: lanes }, (_, lane) => inspect(lane)));
