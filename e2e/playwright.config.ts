import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

// `loupe setup tests` found the browser and wrote its path down.
const { chromium } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../out/tests.json', import.meta.url)), 'utf8'),
) as { chromium: string };
process.env['LOUPE_CHROMIUM'] = chromium;

/** These want a verdict of a live picture, which may be 200 ms old. */
const timed = [
  ...[
    'camera.spec.ts',
    'camera-faults.spec.ts',
    'endurance.spec.ts',
    'hands-free.spec.ts',
    'inspect.spec.ts',
  ],
  ...[
    'keyboard.spec.ts',
    'real-input.spec.ts',
    'same-word.spec.ts',
    'screens.spec.ts',
    'teach-quick.spec.ts',
  ],
];

export default defineConfig({
  testDir: '.',
  outputDir: '../out/e2e',
  // Every test has a folder, a station and a browser of its own, and waits about half of its time: `npm test` plays `beside` two at a time.
  // It plays `timed` first, one after another: on a machine with two cores a second test makes live pictures older than may be judged.
  workers: 2,
  projects: [
    { name: 'timed', testMatch: timed, workers: 1 },
    // What needs no browser is vitest's.
    { name: 'beside', testMatch: '*.spec.ts', testIgnore: timed, fullyParallel: true },
  ],
  // On a loaded CI machine a test gets a second try, and is then reported as flaky; at a desk it fails at once.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  // Without its film: that costs half of what a live picture costs, in every test. Of a failure there is a picture.
  use: {
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true },
    screenshot: 'only-on-failure',
  },
});
