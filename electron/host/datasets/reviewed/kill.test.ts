import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createPictures } from '../../inspection/pictures.ts';
import { createNodePlatform } from '../../platform-node.ts';
import { seeded } from '../../seeded.fixture.ts';
import { ada, finish, openRoomOn } from '../room.fixture.ts';
import { benchIn } from './bench.fixture.ts';
import type { Said } from './kill-driver.fixture.ts';

const kills = process.env['LOUPE_FULL'] === '1' ? 100 : 8;
const seed = Number(process.env['LOUPE_SEED'] ?? 20261122);
const driver = fileURLToPath(new URL('kill-driver.fixture.ts', import.meta.url));

/** Lets the station live until so long after it began to freeze for the n-th time. @returns what it said, and how it ended */
async function live(data: string, life: number, freezes: number, ms: number) {
  const station = spawn(process.execPath, [driver, data, String(life)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  station.stderr.on('data', (text) => (complaints += String(text)));
  const ended = new Promise<string>((resolve) =>
    station.once('close', (code, signal) => resolve(signal === 'SIGKILL' ? '' : `${code}: ${complaints}`)),
  );
  const said: Said[] = [];
  const begun = new Promise<void>((resolve) => {
    let left = freezes;
    createInterface({ input: station.stdout }).on('line', (line) => {
      const one = JSON.parse(line) as Said;
      said.push(one);
      if (one.says === 'freezing' && --left === 0) resolve();
    });
  });
  await Promise.race([begun, ended]);
  await pause(ms);
  station.kill('SIGKILL');
  return { said, complaint: await ended };
}

test(
  `${kills} SIGKILLs of a station that freezes without pause: no dataset or a whole one, and every label is in the journal`,
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'loupe-freeze-kill-'));
    try {
      const chance = seeded(seed);
      const labels: string[] = [];
      let [frozen, inFreeze] = [{ hash: '', images: 0 }, 0];
      for (let life = 1; life <= kills; life++) {
        const { said, complaint } = await live(data, life, 1 + Math.floor(chance() * 3), chance() * 60);
        const name = `life ${life} of seed ${seed}`;
        expect(complaint, name).toBe('');
        expect(said[0], name).toEqual({ says: 'open', faults: [] });
        for (const one of said) {
          if (one.says === 'labelled') labels.push(one.label);
          if (one.says === 'frozen') {
            expect(one.images, name).toBeGreaterThan(frozen.images);
            frozen = one;
          }
        }
        if (said.at(-1)?.says === 'freezing') inFreeze++;
      }

      const platform = createNodePlatform({ data, workers: () => '' });
      const bench = benchIn(await openRoomOn(platform, createPictures(platform)));
      for await (const { problems } of bench.journal.verify()) expect(problems).toEqual([]);
      const { all } = await bench.samples.reviewed();
      const known = all.flatMap((one) => one.labels.map(({ id }) => id));
      expect(known.length, 'no label is there twice').toBe(new Set(known).size);
      expect(
        labels.filter((label) => !known.includes(label)),
        `seed ${seed}`,
      ).toEqual([]);
      expect(bench.datasets.versions.find(frozen.hash).step.frozen).toBe(true);

      // The next freeze takes whatever the killed ones did not, each once.
      await finish(bench.reviewed.freeze({ name: 'tips', which: { kind: 'new' } }, ada));
      const { dataset } = await bench.datasets.open('tips');
      expect(dataset.entries.map(({ source }) => source!).toSorted()).toEqual(
        all.map(({ id }) => id).toSorted(),
      );
      expect(bench.datasets.list().map(({ name, frozen: is }) => [name, is])).toEqual([['tips', true]]);
      await bench.journal.close();
      console.log(
        `kills: ${kills} (${inFreeze} within a freeze, seed ${seed}), ${labels.length} labels acknowledged, ${known.length} in the journal, ` +
          `${dataset.entries.length} pictures in the dataset; 0 lost, 0 twice`,
      );
      expect(inFreeze).toBeGreaterThan(0);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
  kills * 15_000,
);
