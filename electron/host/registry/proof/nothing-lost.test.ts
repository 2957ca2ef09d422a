import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createNodePlatform } from '../../platform-node.ts';
import { seeded } from '../../seeded.fixture.ts';
import { serverPython, startServer, type RunningServer } from '../mlflow/mlflow-server.fixture.ts';
import { faultProxy } from './fault-proxy.fixture.ts';
import { audit } from './ledger.fixture.ts';
import type { Said } from './send-driver.fixture.ts';

const full = process.env['LOUPE_FULL'] === '1';
const counts = full
  ? { inspections: 5000, kills: 20, serverKills: 5 }
  : { inspections: 500, kills: 4, serverKills: 1 };
/** Seeds that once lost or doubled something; they stay here. */
const losing: readonly number[] = [];
const seeds =
  process.env['LOUPE_SEED'] === undefined ? [...losing, 20261122] : [Number(process.env['LOUPE_SEED'])];
const driver = fileURLToPath(new URL('send-driver.fixture.ts', import.meta.url));

type Acknowledged = Extract<Said, { says: 'acknowledged' }>;

/** Starts the station's process. */
function live(data: string, url: string, life: number, until: number, seed: number) {
  const station = spawn(process.execPath, [driver, data, url, `${life}`, `${until}`, `${seed}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Said[] = [];
  let complaints = '';
  station.stderr.on('data', (text) => (complaints += String(text)));
  const started = new Promise<void>((resolve) => {
    createInterface({ input: station.stdout }).on('line', (line) => {
      said.push(JSON.parse(line) as Said);
      resolve();
    });
  });
  const ended = new Promise<string>((resolve) =>
    station.once('close', (code, signal) => resolve(signal ?? `${code} ${complaints}`.trim())),
  );
  return { said, started: Promise.race([started, ended]), ended, kill: () => station.kill('SIGKILL') };
}

async function prove(seed: number, server: RunningServer, data: string): Promise<void> {
  const { inspections, kills, serverKills } = counts;
  const chance = seeded(seed);
  const proxy = await faultProxy(server.url, seeded(seed + 1));
  const acknowledged: Acknowledged[] = [];
  let station = '';
  let last: Said | undefined;
  let restarting = Promise.resolve();
  let [downs, midway] = [0, 0];
  const downAt = new Set(
    Array.from({ length: serverKills }, (_, n) => 1 + Math.floor(((n + 0.5) * (kills + 1)) / serverKills)),
  );
  try {
    for (let life = 1; life <= kills + 1; life++) {
      const until = Math.ceil((inspections * life) / (kills + 1));
      const running = live(data, proxy.url, life, until, seed);
      await running.started;
      if (downAt.has(life)) {
        await pause(chance() * 1500);
        await restarting;
        await server.kill();
        downs++;
        // It comes up while the station lives on, or dies meanwhile.
        restarting = server.again();
        restarting.catch(() => undefined);
      }
      if (life <= kills) {
        await pause(chance() * 4000);
        running.kill();
      }
      const how = await running.ended;
      for (const one of running.said) {
        if (one.says === 'acknowledged') acknowledged.push(one);
        if (one.says === 'started') {
          expect(one.healthy, `life ${life}`).toBe(true);
          station = one.station;
        }
      }
      last = running.said.at(-1);
      // It may have sent everything before it was to be killed.
      if (last?.says !== 'sent') midway++;
      expect(how, `life ${life}`).toBe(last?.says === 'sent' ? '0' : 'SIGKILL');
    }
    await restarting;
    expect(last).toEqual({ says: 'sent', parked: [] });
    const platform = createNodePlatform({ data, workers: () => '' });
    const ledger = await audit(server, platform.files, station, acknowledged);
    console.log(
      `seed ${seed}: station killed ${midway} times, server ${downs}; ${JSON.stringify(proxy.told())}; ` +
        `${acknowledged.length} acknowledged; ${JSON.stringify(ledger)}`,
    );
    expect(ledger.faults).toEqual([]);
    expect(ledger.inspections).toBeGreaterThanOrEqual(inspections);
    expect(midway).toBeGreaterThan(kills / 2);
    expect(proxy.told()['answer lost']).toBeGreaterThan(0);
  } finally {
    proxy.stop();
    await restarting.catch(() => undefined);
  }
}

test.skipIf(serverPython === null).each(seeds)(
  `${counts.inspections} inspections through faults to a real MLflow, the station killed ${counts.kills} times: seed %i (skipped where there is none)`,
  async (seed) => {
    const data = await mkdtemp(join(tmpdir(), 'loupe-proof-'));
    const server = await startServer(serverPython!);
    try {
      await prove(seed, server, data);
    } finally {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    }
  },
  full ? 3_600_000 : 600_000,
);
