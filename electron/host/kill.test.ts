import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Said } from './kill-driver.fixture.ts';
import { createNodePlatform } from './platform-node.ts';
import { faultsOf, openRecord, type Saved } from './save-path.fixture.ts';
import { seeded } from './seeded.fixture.ts';

const kills = process.env['LOUPE_FULL'] === '1' ? 200 : 25;
const seed = Number(process.env['LOUPE_SEED'] ?? 20261121);
const driver = fileURLToPath(new URL('kill-driver.fixture.ts', import.meta.url));

/** One life of the host: what it said until it was killed, and the processes it left behind. */
interface Life {
  readonly said: readonly Said[];
  readonly children: readonly number[];
  /** Set when it ended without being killed. */
  readonly ended: string | null;
}

/** Lets the host live until `ms` after it was started, or after it began inspecting, and kills it. */
async function live(data: string, life: number, from: 'start' | 'inspecting', ms: number): Promise<Life> {
  const host = spawn(process.execPath, [driver, data, String(life)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  host.stderr.on('data', (text) => (complaints += String(text)));
  const said: Said[] = [];
  const exited = new Promise<string>((resolve) =>
    host.once('close', (code, signal) => resolve(String(signal ?? code))),
  );
  const inspecting = new Promise<void>((resolve) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const one = JSON.parse(line) as Said;
      said.push(one);
      if (one.says === 'inspecting') resolve();
    });
  });
  if (from === 'inspecting') await Promise.race([inspecting, exited]);
  await pause(ms);
  const children = childrenOf(host);
  host.kill('SIGKILL');
  const how = await exited;
  return { said, children, ended: how === 'SIGKILL' ? null : `${how}: ${complaints}` };
}

/** Process ids of its workers; [] where the system does not tell. */
function childrenOf({ pid }: ChildProcess): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
      // A zombie has ended; whoever adopted it has not asked yet.
      if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return true;
    } catch {
      return true;
    }
    await pause(50);
  }
  return false;
}

test(
  `${kills} SIGKILLs of the host under continuous inspection`,
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'loupe-kill-'));
    try {
      const chance = seeded(seed);
      const acknowledged: (Saved & { readonly label: string })[] = [];
      const orphans: number[] = [];
      let inInspection = 0;
      for (let life = 1; life <= kills; life++) {
        // Four in five die while they inspect, the others anywhere, the start included.
        const from = chance() < 0.8 ? 'inspecting' : 'start';
        const { said, children, ended } = await live(
          data,
          life,
          from,
          chance() * (from === 'start' ? 900 : 300),
        );
        expect(ended, `life ${life} of seed ${seed}`).toBeNull();
        for (const one of said) {
          if (one.says === 'acknowledged') acknowledged.push(one);
          else expect(one, `life ${life} of seed ${seed}`).toMatchObject({ healthy: true });
        }
        if (said.length > 0) inInspection++;
        orphans.push(...children);
      }
      for (const pid of orphans) expect(await gone(pid), `worker ${pid} outlived its host`).toBe(true);
      if (process.platform === 'linux') expect(orphans.length).toBeGreaterThan(0);

      const platform = createNodePlatform({ data, workers: () => '' });
      const lock = await platform.files.lock();
      expect(lock, 'the last host is dead, so its lock is nobody’s').not.toBeNull();
      const record = await openRecord(platform);
      expect(await faultsOf(record, acknowledged), `seed ${seed}`).toEqual([]);
      for await (const { sha256, problem } of record.images.scrub()) expect(problem, sha256).toBeNull();
      const { inspections, verdicts } = record.journal.state().counters;
      await record.journal.close();
      await lock?.release();

      // Nothing lost in n kills: with 95 % confidence a kill loses something in fewer than 1 − 0.05^(1/n) of cases.
      const bound = 100 * (1 - 0.05 ** (1 / kills));
      console.log(
        `kills: ${kills} (${inInspection} while inspecting, seed ${seed}), ${acknowledged.length} inspections acknowledged, ` +
          `${inspections} recorded (${JSON.stringify(verdicts)}), 0 lost, 0 half-written, 0 twice; ` +
          `95 % bound on the share of kills that lose something: ${bound.toFixed(1)} %; ${orphans.length} workers ended with their host`,
      );
      expect(acknowledged.length).toBeGreaterThan(kills);
      expect(verdicts.pass + verdicts.defect + verdicts.unsure).toBeGreaterThan(0);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
  kills * 15_000,
);
