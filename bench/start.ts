// How long a station takes to start, by the length of its journal: a start reads the last segment only, so a million lines must cost what a
// thousand cost. `node bench/start.ts [FOLDER]`; the journals are written by the product itself, into FOLDER or a temporary folder (1 GB).
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { freemem, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventData } from '../electron/contract/events.ts';
import { inspection, technician } from '../electron/host/events.fixture.ts';
import { createHost } from '../electron/host/host.ts';
import { openJournal } from '../electron/host/journal/open.ts';
import { createNodePlatform } from '../electron/host/platform-node.ts';
import { openStation } from '../electron/host/station.ts';

const rounds = 7;
const app = '0.1.0';
/** Lines in the last, open segment. */
const tail = 1000;
/** A segment just short of being sealed: the longest a start ever reads. */
const fullSegmentBytes = 7_900_000;

const modes = ['record', 'host'] as const;
type Mode = (typeof modes)[number];
interface Case {
  readonly name: string;
  readonly folder: string;
}

const platformOf = (data: string) =>
  createNodePlatform({
    data,
    workers: (worker) => fileURLToPath(new URL(`../electron/workers/${worker}/main.ts`, import.meta.url)),
  });

/** A defect with one finding, as a detector leaves it: about 1 kB a line. */
const recorded: EventData<'inspection.recorded'> = inspection('ab'.repeat(32), 'Bench camera', {
  identity: { instrument: 'needle holder', tray: 'basic set 3' },
  verdict: 'defect',
  score: 0.9,
  steps: [
    {
      model: 'surface',
      version: 3,
      sha256: 'cd'.repeat(32),
      verdict: 'defect',
      score: 0.9,
      thresholds: { pass: 0.2, defect: 0.8 },
      findings: [{ kind: 'box', box: [120, 80, 44, 31], class: 'pit', score: 0.9 }],
      engine: {
        provider: 'cpu',
        runtime: 'onnxruntime-node 1.30.0',
        device: 'cpu',
        kernel: 'resize-normalise wasm',
      },
      ms: { preprocess: 3.25, run: 48.5, decode: 0.75 },
    },
  ],
});

/** Adds lines in groups of 2000 until `enough`; whoever waits is acknowledged by the same fsync. */
async function fill(data: string, enough: (head: number, bytes: number) => number): Promise<void> {
  const platform = platformOf(data);
  const station = await openStation({ platform, app });
  const journal = await openJournal({ platform, station, app });
  const add = async (count: number) => {
    const group = Array.from({ length: count }, () =>
      journal.append('inspection.recorded', recorded, technician),
    );
    await Promise.all(group);
  };
  await add(1);
  for (;;) {
    const { seq } = journal.head();
    const size = (await platform.files.stat('journal/1.jsonl'))?.size ?? 0;
    const more = enough(seq, size);
    if (more === 0) break;
    await add(Math.min(2000, more));
  }
  await journal.close();
}

/** `total` lines, the last `tail` of them in an open segment of their own. */
async function fillTo(data: string, total: number): Promise<void> {
  if (total > tail) {
    await fill(data, (head) => Math.max(0, total - tail - head));
    const platform = platformOf(data);
    const station = await openStation({ platform, app });
    const journal = await openJournal({ platform, station, app });
    await journal.seal();
    await journal.close();
  }
  // The first of them is the segment's snapshot.
  await fill(data, (head) => Math.max(0, total - head));
}

/** In a process of its own: milliseconds until the station can be used. */
async function once(mode: Mode, data: string): Promise<number> {
  const platform = platformOf(data);
  const begun = performance.now();
  if (mode === 'record') {
    const station = await openStation({ platform, app });
    const journal = await openJournal({ platform, station, app });
    const ms = performance.now() - begun;
    if (!journal.health().ok) throw new Error(journal.health().why);
    await journal.close();
    return ms;
  }
  const machine = { providers: ['cpu'] as const, cores: 2, memoryBytes: totalmem(), freeBytes: freemem };
  const host = await createHost(platform, { app, machine, starter: null });
  const ms = performance.now() - begun;
  await host.close();
  return ms;
}

function timed(mode: Mode, folder: string): number {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--once', mode, folder], {
    encoding: 'utf8',
  });
  const ms = Number(child.stdout);
  if (child.status !== 0 || child.stdout === '') throw new Error(child.stderr);
  return ms;
}

async function fillAll(thousand: string, million: string, full: string): Promise<void> {
  await fillTo(thousand, 1000);
  await fill(full, (_, bytes) => (bytes >= fullSegmentBytes ? 0 : 100));
  await fillTo(million, 1_000_000);
}

async function main(folder: string): Promise<void> {
  const cases: Case[] = [
    { name: '1,000 lines', folder: join(folder, 'thousand') },
    { name: '1,000,000 lines', folder: join(folder, 'million') },
    { name: 'one full open segment', folder: join(folder, 'full') },
  ];
  for (const one of cases) await mkdir(one.folder, { recursive: true });
  const [thousand, million, full] = cases.map((one) => one.folder) as [string, string, string];
  const begun = performance.now();
  // A folder that was filled before is measured as it is.
  const empty = (await stat(join(thousand, 'station.json')).catch(() => null)) === null;
  if (empty) await fillAll(thousand, million, full);
  console.log(
    empty ? `journals written in ${((performance.now() - begun) / 1000).toFixed(0)} s` : 'journals as found',
  );

  const results = new Map<string, number[]>();
  for (let round = -1; round < rounds; round++)
    for (const mode of modes)
      for (const { name, folder: data } of cases) {
        const ms = timed(mode, data);
        // The first round fills the page cache.
        if (round >= 0) results.set(`${mode}, ${name}`, [...(results.get(`${mode}, ${name}`) ?? []), ms]);
      }
  console.log(
    `start of the record (station, journal) and of the host, ${rounds} times each, interleaved, fresh processes; ms`,
  );
  for (const [what, times] of results) {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) =>
      (sorted[Math.round(share * (sorted.length - 1))] ?? NaN).toFixed(1).padStart(8);
    console.log(`${what.padEnd(32)} median${at(0.5)}   least${at(0)}   most${at(1)}`);
  }
  console.log(
    `machine load ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
  );
}

const [first, mode, data] = process.argv.slice(2);
if (first === '--once') {
  const ms = await once(mode === 'host' ? 'host' : 'record', data ?? '');
  process.stdout.write(String(ms));
  process.exit(0);
} else {
  const folder = first ?? (await mkdtemp(join(tmpdir(), 'loupe-start-')));
  try {
    await main(folder);
  } finally {
    if (first === undefined) await rm(folder, { recursive: true, force: true });
  }
}
