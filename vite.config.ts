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

const test = {
  projects: [
    {
      test: {
        name: 'node',
        environment: 'node',
        include: ['ml/**/*.test.ts', 'electron/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts'],
        testTimeout: 60_000,
      },
    },
    {
      plugins: [react()],
      test: {
        name: 'renderer',
        environment: 'happy-dom',
        include: ['renderer/**/*.test.{ts,tsx}'],
        testTimeout: 60_000,
      },
    },
  ],
} satisfies ViteUserConfig['test'];

export default { ...defineConfig(build), test };
