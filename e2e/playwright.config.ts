import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

// `loupe setup tests` found the browser and wrote its path down.
const { chromium } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../out/tests.json', import.meta.url)), 'utf8'),
) as { chromium: string };
process.env['LOUPE_CHROMIUM'] = chromium;

export default defineConfig({
  testDir: '.',
  // What needs no browser is vitest's.
  testMatch: '*.spec.ts',
  outputDir: '../out/e2e',
  workers: 1,
  // On a loaded CI machine a test gets a second try, and is then reported as flaky; at a desk it fails at once.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
});
