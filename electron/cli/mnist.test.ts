import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Manifest } from '../../ml/package/manifest.ts';
import { openDesk } from './desk.fixture.ts';
import { canTrain, realData } from './places.fixture.ts';

// The digits themselves; `evaluate.test.ts` has the same gate on pictures of its own, which always runs.

const digits = join(realData, 'mnist');
const asked = canTrain && existsSync(digits) && process.env['LOUPE_FULL'] === '1';
const desk = openDesk();

test.skipIf(!asked)(
  'an epoch of 60,000 digits passes the gate mnist on 10,000; given wrongly scaled pixels it fails (needs LOUPE_FULL=1, ../shared/data/mnist)',
  { timeout: 1_800_000 },
  async () => {
    const out = desk.at('digits');
    const words = ['--task', 'classify', '--recipe', 'mnist', '--info', 'all', '--out', out];
    expect((await desk.loupe('train', digits, ...words)).code).toBe(0);
    expect(await readFile(join(out, 'card.md'), 'utf8')).toContain('| pictures | 60000 trained on, 0 for');
    const gate = async (...more: string[]) => {
      const { code, results } = await desk.loupe('evaluate', out, digits, '--gate', 'mnist', ...more);
      return [code, results[0]!];
    };
    expect(await gate()).toMatchObject([
      0,
      { n: 10_000, parameters: 22_122, noise: { change: { sigma: 0.3 } }, gate: { passed: true } },
    ]);

    const file = join(out, 'model.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    const input = { ...manifest.input, std: [8 * manifest.input.std[0]!] };
    await writeFile(file, JSON.stringify({ ...manifest, input }));
    expect(await gate('--limit', '100')).toMatchObject([
      1,
      { n: 1000, gate: { failed: [expect.stringMatching(/^accuracy is/), expect.any(String)] } },
    ]);
  },
);
