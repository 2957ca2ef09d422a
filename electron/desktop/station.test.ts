import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect, errorCode, type Client } from '../contract/client.ts';
import { contract } from '../contract/contract.ts';
import type { DesktopBridge, LinePurpose } from '../contract/desktop-line.ts';
import { packFrame } from '../contract/frame-lane.ts';
import { hostileMessages } from '../contract/hostile.fixture.ts';
import { system } from '../contract/people.ts';
import type { Wire } from '../contract/wire.ts';
import { createHost } from '../host/host.ts';
import { samplePackage } from '../host/models/package.fixture.ts';
import { greyFrame } from '../host/models/sample.fixture.ts';
import { thisMachine } from '../host/node/machine.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import { pageWindow, posted, seen, type FakeProcess } from './electron.fixture.ts';

// The real main.ts and preload.ts here; the real host process and the real inference worker each in a thread of their own; between them real
// MessagePorts. Only Electron itself is a stand-in.

vi.mock('electron', () => import('./electron.fixture.ts'));
const pages = vi.hoisted(() => ({ folder: '' }));
vi.mock('../host/node/places.ts', async (load) => {
  const real = await load<typeof import('../host/node/places.ts')>();
  return { findPlaces: (entry: string) => ({ ...real.findPlaces(entry), page: pages.folder }) };
});

let data: string;
const generous = { timeout: 30_000, interval: 20 };
const named = (what: string): FakeProcess[] =>
  seen.processes.filter(({ options }) => options.serviceName === what);
const newest = (what: string): FakeProcess => named(what).at(-1)!;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'loupe-shell-'));
  pages.folder = data;
  const station = join(data, 'station');
  // A station that judges already: its package was put in use under plain Node.
  const workers = (worker: string) => new URL(`../workers/${worker}/main.ts`, import.meta.url).pathname;
  const before = await createHost(createNodePlatform({ data: station, workers }), {
    app: '0',
    machine: { ...thisMachine(), providers: ['cpu'] },
    starter: null,
  });
  const { sha256 } = await before.models.installUnsigned(samplePackage());
  await before.models.activate(sha256, 'for this test', system);
  await before.close();

  process.argv = [process.execPath, 'main.js', '--data', station];
  vi.stubGlobal('window', pageWindow);
  await import('./preload.ts');
  await import('./main.ts');
  await vi.waitFor(() => expect(seen.windows[0]?.loaded).toHaveLength(1));
}, 60_000);
afterAll(async () => {
  for (const one of seen.processes) await one.end();
  await rm(data, { recursive: true, force: true });
});

/** What the page does: asks through the bridge, and is handed ports. */
async function dial(purpose: LinePurpose): Promise<{ client: Client; ports: readonly MessagePort[] }> {
  const from = posted.length;
  (seen.exposed.get('loupe') as DesktopBridge).connect(purpose);
  const line = await vi.waitFor(() => {
    const found = posted
      .slice(from)
      .find(({ message }) => message.loupe === 'line' && message.purpose === purpose);
    expect(found).toBeDefined();
    return found!;
  }, generous);
  expect(line.origin).toBe('loupe://station');
  const client = connect(line.ports[0] as unknown as Wire);
  return { client, ports: line.ports };
}

const ready = (client: Client) =>
  vi.waitFor(async () => {
    for await (const status of await client.station.status()) {
      expect(status.model.state).toBe('ready');
      break;
    }
  }, generous);

/** Sends a frame on the frame lane, waits until it has landed, and has it judged. */
async function judge(client: Client, frames: MessagePort, level: number) {
  const frame = greyFrame(level);
  const { data: planes, ...shape } = frame;
  const id = `f${level}`;
  const landed = new Promise<unknown>((resolve) => frames.once('message', resolve));
  frames.postMessage(packFrame({ id, ...shape, source: { kind: 'demo', label: 'Demo' }, ageMs: 1 }, planes));
  expect(await landed).toEqual({ id, accepted: true });
  return client.inspection.judge({
    frame: id,
    identity: {},
    trigger: 'key',
    triggered: '2026-11-21T10:00:00.000Z',
  });
}

test('an inspection is answered through the whole shell, and is on disk', async () => {
  const { client, ports } = await dial('page');
  expect(ports).toHaveLength(2);
  expect((await client.station.about()).session).toMatch(/^desktop-/);
  await ready(client);
  const answer = await judge(client, ports[1]!, 240);
  expect(answer).toMatchObject({ verdict: 'defect' });
  expect((await judge(client, ports[1]!, 20)).verdict).toBe('pass');
  const journal = join(data, 'station', 'journal');
  const [segment] = (await readdir(journal)).filter((name) => name.endsWith('.jsonl'));
  expect(await readFile(join(journal, segment!), 'utf8')).toContain('"verdict":"defect"');
  expect(named('Loupe inference').length).toBeGreaterThan(0);
  ports.forEach((port) => port.close());
});

test('how updates stand comes from main, through the host; a technician asks for none', async () => {
  const { client, ports } = await dial('page');
  await vi.waitFor(async () => {
    for await (const status of await client.updates.watch()) {
      expect(status).toMatchObject({ state: 'off', why: 'This Loupe runs from a checkout.' });
      break;
    }
  }, generous);
  for (const call of [client.updates.check(), client.updates.install()])
    expect(await call.catch(errorCode)).toBe('not-allowed');
  ports.forEach((port) => port.close());
});

test('the projection follows the journal on a port of its own', async () => {
  const { client, ports } = await dial('projection');
  expect(ports).toHaveLength(1);
  const { head } = await client.journal.read({ after: 0 });
  expect(head).toBeGreaterThan(1);
  ports[0]!.close();
});

test('what is no frame ends the frame lane, and the host goes on', async () => {
  const { client, ports } = await dial('page');
  const gone = new Promise<void>((resolve) => ports[1]!.once('close', resolve));
  ports[1]!.postMessage('not a frame');
  await gone;
  for (const [, message] of hostileMessages) ports[0]!.postMessage(message);
  expect((await client.people.me()).role).toBe('technician');
  ports[0]!.close();
});

/** Every file of the station but its logs, by content. */
async function fingerprint(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('/logs/')) continue;
    files[path] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return files;
}

/** Input that is refused before anything happens: by its shape, for who sends it, or since it names what is not there. */
const refusals = ['bad-input', 'not-allowed', 'not-found', 'frame-missing'];
const nasty: readonly unknown[] = [
  7,
  'x',
  ['../../etc/passwd'],
  {
    id: '../../etc/passwd',
    sha256: '/etc/passwd',
    person: '..\\..\\x',
    frame: '\0',
    seq: NaN,
    path: '\\\\host\\share',
  },
  { id: -1, seq: -1, sha256: 'g'.repeat(64), width: Infinity, take: 'yes', name: 5, bytes: 'no', after: NaN },
  JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}') as unknown,
  { text: 'x'.repeat(2_000_000) },
];

type Tree = { readonly [name: string]: Tree } | { readonly '~orpc': object };
const isStream = (value: unknown): value is { return(): Promise<unknown> } =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
function procedures(tree: Tree, path: readonly string[] = []): (readonly string[])[] {
  if ('~orpc' in tree) return [path];
  return Object.entries(tree).flatMap(([name, branch]) => procedures(branch, [...path, name]));
}

test.each(['technician', 'admin'])(
  'as %s: every method with hostile input, and nothing happens',
  async (person) => {
    const { client, ports } = await dial('page');
    await client.people.signIn({ person });
    const methods = procedures(contract as unknown as Tree);
    const { head } = await client.journal.read({ after: 0 });
    const before = await fingerprint();
    let calls = 0;
    const answered = new Set<string>();
    for (const path of methods)
      for (const input of nasty) {
        let at = client as unknown as Record<string, unknown>;
        for (const name of path) at = at[name] as Record<string, unknown>;
        calls++;
        try {
          const answer = await (at as unknown as (input: unknown) => Promise<unknown>)(input);
          if (isStream(answer)) await answer.return();
          answered.add(path.join('.'));
        } catch (error) {
          expect(refusals, path.join('.')).toContain(errorCode(error));
        }
      }
    expect(calls).toBe(methods.length * nasty.length);
    expect(calls).toBeGreaterThanOrEqual(200);
    expect([...answered]).toEqual([]);
    expect((await client.journal.read({ after: 0 })).head).toBe(head);
    expect(await fingerprint()).toEqual(before);
    expect((await client.people.me()).id).toBe(person);
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
    expect(named('Loupe host')).toHaveLength(1);
    ports.forEach((port) => port.close());
  },
);

test('a worker that is killed comes back, and the host with it goes on', async () => {
  const { client, ports } = await dial('page');
  const killed = newest('Loupe inference');
  killed.kill();
  await vi.waitFor(() => expect(newest('Loupe inference')).not.toBe(killed), generous);
  await ready(client);
  expect((await judge(client, ports[1]!, 200)).verdict).toBe('defect');
  ports.forEach((port) => port.close());
});

test('a host that is killed is started again; the page is told, asks, and finds its record', async () => {
  const { client, ports } = await dial('page');
  const { head } = await client.journal.read({ after: 0 });
  const from = posted.length;
  const gone = new Promise<void>((resolve) => ports[0]!.once('close', resolve));
  newest('Loupe host').kill();
  await gone;
  await vi.waitFor(
    () => expect(posted.slice(from).map(({ message }) => message.loupe)).toContain('host-gone'),
    generous,
  );
  const again = await dial('page');
  expect((await again.client.journal.read({ after: 0 })).head).toBeGreaterThanOrEqual(head);
  await ready(again.client);
  expect((await judge(again.client, again.ports[1]!, 30)).verdict).toBe('pass');
  expect(named('Loupe host')).toHaveLength(2);
});

test('quitting waits until the journal is closed', async () => {
  const { app } = await import('./electron.fixture.ts');
  const event = { preventDefault: vi.fn() };
  const ended = new Promise((resolve) => newest('Loupe host').once('exit', resolve));
  app.emit('before-quit', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(await ended).toBe(0);
  await vi.waitFor(() => expect(seen.quits).toBe(1), generous);
  expect(await readdir(join(data, 'station', 'lock'))).toEqual([]);
  expect(seen.errors).toEqual([]);
});
