import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { decodeY4m } from '../../../../ml/image/y4m.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import { openPackage } from '../../models/package.ts';
import { readPackage } from '../../models/folder.ts';
import { planOf } from '../../models/plan.ts';
import { readPointer } from '../../models/pointer.ts';
import { createNodePlatform } from '../../platform-node.ts';
import { faultsOf, openRecord, type Saved } from '../../save-path.fixture.ts';
import { readNext } from './next.ts';
import type { Said } from './switch-driver.fixture.ts';

/** One life for each place at which a switch is cut. */
const points = process.env['LOUPE_FULL'] === '1' ? 60 : 12;
const driver = fileURLToPath(new URL('switch-driver.fixture.ts', import.meta.url));

async function live(data: string, life: number, at: number): Promise<{ said: Said[]; ended: string }> {
  const host = spawn(process.execPath, [driver, data, String(life), String(at)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  host.stderr.on('data', (text) => (complaints += String(text)));
  const said: Said[] = [];
  createInterface({ input: host.stdout }).on('line', (line) => {
    const one = JSON.parse(line) as Said;
    said.push(one);
    // Later calls than a switch has are not reached: it lives on until it is killed from outside.
    if (one.says === 'switched') host.kill('SIGKILL');
  });
  const how = await new Promise<string>((resolve) =>
    host.once('close', (code, signal) => resolve(String(signal ?? code))),
  );
  return { said, ended: how === 'SIGKILL' ? how : `${how}: ${complaints}` };
}

test(
  `a switch killed at ${points} places: one whole package is active, and each inspection was judged by one`,
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'loupe-switch-'));
    try {
      const platform = createNodePlatform({ data, workers: () => '' });
      const acknowledged: Saved[] = [];
      const active: number[] = [];
      let cut = 0;
      for (let life = 1; life <= points; life++) {
        const before = await readPointer(platform.files);
        // A switch that was accepted, and cut before it came about, comes about at the next start.
        const next = (await readNext(platform.files))?.signed.promotion;
        const taken = next !== undefined && next.serial > (before?.followed[next.model] ?? 0) ? next : null;
        const named = taken?.version ?? before?.active.version ?? 1;
        const { said, ended } = await live(data, life, life);
        expect(ended, `life ${life}`).toBe('SIGKILL');
        const [started] = said;
        // What the pointer named when the last life ended is what is recorded and what judges in this one.
        expect(started, `life ${life}`).toEqual({
          ...{ says: 'started', healthy: true },
          ...{ recorded: named, judges: named },
        });
        acknowledged.push(...said.filter((one) => one.says === 'acknowledged'));
        cut += said.some(({ says }) => says === 'switched') ? 0 : 1;
        const pointer = await readPointer(platform.files);
        if (pointer === null) throw new Error('something is active');
        active.push(pointer.active.version);
        const record = await openRecord(platform);
        const { publicKey } = record.station;
        const stored = await readPackage(platform.files, pointer.active);
        expect(openPackage(stored!, [{ publicKey, name: 'us' }]).model.sha256).toBe(pointer.active.sha256);
        await record.journal.close();
      }

      const record = await openRecord(platform);
      expect(await faultsOf(record, acknowledged)).toEqual([]);
      const keys = [{ publicKey: record.station.publicKey, name: 'us' }];
      const gains = new Map<string, { gain: number; plan: string }>();
      for (const [version, gain] of [
        [1, 1],
        [2, 0.5],
      ] as const) {
        const { model } = openPackage(
          (await readPackage(platform.files, { name: 'sample', version }))!,
          keys,
        );
        const plan = planOf([{ model, stopOn: ['defect', 'no-result'] }]).sha256;
        gains.set(model.sha256, { gain, plan });
      }
      let unasked = 0;
      const judged = { 1: 0, 0.5: 0 } as Record<number, number>;
      for await (const event of eventsAfter(record.journal, 0, () => true)) {
        if (event.kind !== 'inspection.recorded') continue;
        const [step, ...others] = event.data.steps;
        if (step === undefined) {
          // No model was asked: the machine was too slow, or no worker was there. Never a pass.
          expect(event.data.verdict, `line ${event.seq}`).toBe('no-result');
          unasked += 1;
          continue;
        }
        const by = gains.get(step.sha256);
        expect([others, by === undefined], `line ${event.seq}`).toEqual([[], false]);
        const { bytes } = await record.images.get(event.data.image.sha256);
        const { data: pixels } = decodeY4m(bytes);
        const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
        // The plan it names, the package it names and the score it got are of one version.
        expect(event.data.plan).toBe(by!.plan);
        expect(event.data.score).toBeCloseTo((mean / 256) * by!.gain, 6);
        judged[by!.gain]! += 1;
      }
      await record.journal.close();
      console.log(
        `switches: ${cut} of ${points} killed by SIGKILL in the middle; afterwards active, by life: ${active.join(' ')}; ` +
          `${acknowledged.length} inspections acknowledged, recorded by version 1: ${judged[1]}, by version 2: ${judged[0.5]}, by none: ${unasked}`,
      );
      expect(cut).toBeGreaterThanOrEqual(12);
      expect(unasked).toBeLessThan(judged[1]! + judged[0.5]!);
      expect(new Set(active)).toEqual(new Set([1, 2]));
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
  points * 30_000,
);
