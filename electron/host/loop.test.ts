import './no-network.fixture.ts';
import { spawnSync } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { demoDataset, type DemoSample } from '../../ml/demo/dataset.ts';
import type { Verdict } from '../../ml/verdict/result.ts';
import { connect, type Client } from '../contract/client.ts';
import type { Contract } from '../contract/contract.ts';
import { packFrame } from '../contract/frame-lane.ts';
import { serve } from '../contract/server.ts';
import { createHost, type Host } from './host.ts';
import { createDiskFiles } from './node/disk-files.ts';
import { samplePackage } from './models/package.fixture.ts';
import { createMemoryPlatform } from './platform-memory.fixture.ts';
import { workersPlatform } from './worker.fixture.ts';

// From a mistake to the model that no longer makes it, and back, through the contract and the real processes, with no network.

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });
const size = { width: 640, height: 360 };
const session = { id: 's', person: () => ({ id: 'a', name: 'A', role: 'admin', hasPin: false }) as const };

const options = process.env['NODE_OPTIONS'];
process.env['NODE_OPTIONS'] = `--import=${new URL('no-network.fixture.ts', import.meta.url).href}`;
const workers = workersPlatform();
let host: Host;
let client: Client;

/** A package that lets everything pass: what it is wrong about is what the loop is to mend. */
function credulous(): ReturnType<typeof samplePackage> {
  const files = new Map(samplePackage());
  const manifest = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as object;
  const json = { ...manifest, name: 'bench', thresholds: { pass: 0.99, defect: 0.995 } };
  return files.set('model.json', new TextEncoder().encode(JSON.stringify(json)));
}

beforeAll(async () => {
  const platform = {
    ...createMemoryPlatform(),
    ...{ spawn: workers.spawn, clock: workers.clock },
    // The drive of another registry, which is not plugged in.
    shared: (path: string) => createDiskFiles({ data: path }),
  };
  const machine = { providers: ['cpu'], cores: 1, memoryBytes: 8e9, freeBytes: () => 0 } as const;
  host = await createHost(platform, { app: '0.1.0', machine, starter: () => Promise.resolve(credulous()) });
  await host.ready;
  const { port1, port2 } = new MessageChannel();
  serve(port2, host.handlers, { session, log: (line) => console.error(line) });
  client = connect<Contract>(port1);
});
afterAll(async () => {
  await host.close();
  workers.end();
  if (options === undefined) delete process.env['NODE_OPTIONS'];
  else process.env['NODE_OPTIONS'] = options;
});

let sent = 0;
async function inspect({
  frame,
  piece,
}: DemoSample): Promise<{ id: string; verdict: Verdict; version?: number }> {
  const { data, ...header } = frame;
  sent += 1;
  const id = `f${sent}`;
  const source = { kind: 'demo', label: 'Demo scene', frame: sent } as const;
  host.receiveFrame(session, packFrame({ id, ...header, source, ageMs: 10 }, data));
  const {
    id: recorded,
    verdict,
    steps,
  } = await client.inspection.judge({
    ...{ frame: id, trigger: 'button', triggered: '2026-11-21T10:00:00.000Z' },
    identity: { instrument: 'needle holder', serial: piece.serial },
  });
  return { id: recorded, verdict, ...(steps[0] && { version: steps[0].version }) };
}
const active = async () => (await client.models.list()).find((one) => one.active)?.manifest.version;

test('the guard holds: nothing of this process, or of one that it starts, reaches a network', () => {
  expect(() => connectSocket(80, '127.0.0.1')).toThrow('no network here');
  expect(() => fetch('http://127.0.0.1')).toThrow('no network here');
  const { stderr } = spawnSync(process.execPath, ['-e', "require('node:net').connect(80, '127.0.0.1')"]);
  expect(String(stderr)).toContain('no network here');
});

test('inspect, review, freeze, train, evaluate against, promote: the mistake is judged right; back offline', async () => {
  const took: string[] = [];
  let mark = performance.now();
  const lap = (what: string) => {
    took.push(`${what} ${((performance.now() - mark) / 1000).toFixed(1)} s`);
    mark = performance.now();
  };
  // 34 good pieces and 12 damaged ones: the model in use passes them all.
  const pieces = [
    ...demoDataset(34, { from: 500, only: 'good', size }),
    ...demoDataset(12, { from: 900, only: 'damaged', size }),
  ];
  const inspected = [];
  for (const piece of pieces) inspected.push({ piece, ...(await inspect(piece)) });
  expect(inspected.map(({ verdict, version }) => [verdict, version])).toEqual(
    inspected.map(() => ['pass', 1]),
  );
  lap('46 inspections');

  const labels = inspected.map(({ id, piece }) => ({
    ...{ inspection: id, replaces: [] },
    ...(piece.label === 'good'
      ? { verdict: 'pass' as const }
      : { verdict: 'defect' as const, class: 'damaged' }),
  }));
  await client.review.label({ labels });
  const [worst] = await client.samples.mistakes();
  expect(worst).toMatchObject({ kind: 'escape', class: 'damaged', package: 'bench v1', count: 12, of: 46 });

  let dataset = '';
  const split = { valid: 0.15, test: 0.3, seed: 1 };
  for await (const step of await client.samples.freeze({ name: 'bench', which: { kind: 'new' }, split }))
    if (step.state === 'done') dataset = step.summary.hash;
  lap('freeze');

  const run = await client.training.start({ dataset, recipe: 'fixture', name: 'bench' });
  const { run: trained } = await vi.waitFor(
    async () => {
      const found = await client.training.get(run);
      if (found.run.ended === null) throw new Error(`still ${found.run.stage}`);
      return found;
    },
    { timeout: 500_000, interval: 500 },
  );
  expect([trained.state, trained.why, trained.package?.version]).toEqual(['done', null, 2]);
  const made = trained.package!;
  lap('training');

  // Both judge the same test; only then, and with every check passed, it may be promoted.
  const wish = { sha256: made.sha256, version: 2, reason: 'it sees the damage that version 1 passed' };
  await expect(client.registry.promote(wish)).rejects.toMatchObject({ code: 'model-refused' });
  const { sha256: before } = (await client.models.list()).find((one) => one.active)!;
  for (const model of [made.sha256, before])
    await client.evaluations.start({ model, dataset, split: 'test' });
  await vi.waitFor(
    async () => {
      for (const model of [made.sha256, before])
        expect(await client.evaluations.list({ model })).toHaveLength(1);
    },
    { timeout: 200_000, interval: 500 },
  );
  lap('evaluation');
  const look = await client.registry.look({ sha256: made.sha256 });
  console.log(look.checks.map(({ check, passed, why }) => `${check} ${passed}: ${why}`).join('\n'));
  expect(look.champion).toMatchObject({ name: 'bench', version: 1 });
  expect(look.checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(await client.registry.promote(wish)).toEqual({ serial: 1, tray: null });
  expect(await active()).toBe(2);
  lap('promotion');

  const again = [];
  for (const { piece } of inspected.slice(34)) again.push(await inspect(piece));
  const right = again.filter(({ verdict }) => verdict === 'defect').length;
  lap('12 inspections');
  console.log(again.map(({ verdict }) => verdict).join(' '));
  expect(right).toBeGreaterThanOrEqual(6);
  const [use] = await client.samples.usedIn({ inspection: inspected[0]!.id });
  expect(use).toMatchObject({ dataset: { name: 'bench', hash: dataset, frozen: true }, packages: [made] });
  const mended = again.findIndex(({ verdict }) => verdict === 'defect');

  // The registry is gone; the way back needs none.
  await client.station.changeSettings({ registryFolder: '/not/mounted' });
  expect(await client.models.previous()).toMatchObject([{ name: 'bench', version: 1 }]);
  const back = await client.registry.rollback({ sha256: before, version: 1, reason: 'rehearsed' });
  expect(back).toEqual({ serial: 2, published: false });
  await vi.waitFor(async () => expect(await active()).toBe(1), { timeout: 60_000, interval: 50 });
  lap('rollback');
  expect(await inspect(inspected[34 + mended]!.piece)).toMatchObject({ verdict: 'pass', version: 1 });
  console.log(`the loop: ${took.join(', ')}; ${right} of 12 escapes judged defect afterwards`);
});
