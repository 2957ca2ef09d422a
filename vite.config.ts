import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { ViteUserConfig } from 'vitest/config';

// One file, three readers: electron-vite takes main/preload/renderer, vitest takes test. The scripts name it as ./vite.config.ts because
// electron-vite refuses the bare name.
const build = {
  main: {
    build: {
      rolldownOptions: {
        input: {
          cli: 'electron/cli/main.ts',
          main: 'electron/desktop/main.ts',
          'host-process': 'electron/desktop/host-process.ts',
          inference: 'electron/workers/inference/main.ts',
          image: 'electron/workers/image/main.ts',
          devices: 'electron/workers/devices/main.ts',
          training: 'electron/workers/training/main.ts',
        },
      },
    },
  },
  // A sandboxed preload must be one CommonJS file.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    html: { cspNonce: '__NONCE__' },
    worker: { format: 'es' },
    build: { outDir: 'out/renderer', minify: true, rolldownOptions: { input: 'renderer/index.html' } },
  },
} satisfies UserConfig;

/** What needs a page: its elements, or its storage. */
const screens = [
  'renderer/**/*.test.tsx',
  'renderer/teach/kept.test.ts',
  'renderer/review/regions/desk.test.ts',
];

// Pure functions share a process and its modules from file to file: a process for each costs more than most of them. What starts processes,
// opens sockets or draws a page has one of its own.
const test = {
  // All cores: by itself it leaves one free, which is half of a machine with two.
  maxWorkers: '100%',
  projects: [
    {
      test: {
        name: 'node',
        environment: 'node',
        include: ['electron/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts'],
        testTimeout: 180_000,
      },
    },
    {
      test: {
        name: 'pure',
        environment: 'node',
        include: ['ml/**/*.test.ts', 'renderer/**/*.test.ts'],
        exclude: screens,
        testTimeout: 180_000,
        isolate: false,
      },
    },
    {
      plugins: [react()],
      test: {
        name: 'screens',
        environment: 'happy-dom',
        include: screens,
        testTimeout: 180_000,
      },
    },
  ],
} satisfies ViteUserConfig['test'];

export default { ...defineConfig(build), test };
