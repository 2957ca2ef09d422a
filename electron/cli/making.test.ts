import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { make } from './making.ts';

test.skipIf(process.platform === 'win32')(
  'npx may start what was built, also when it is built anew',
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'loupe-making-'));
    /** Stands for what makes a file: it writes it, for its owner to read. */
    const maker = (path: string, file: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      mkdirSync(dirname(join(root, file)), { recursive: true });
      const wish = JSON.stringify([join(root, file), '#!/usr/bin/env node\n', { mode: 0o644 }]).slice(1, -1);
      writeFileSync(
        join(root, path),
        `const fs = require('node:fs');\nfs.rmSync(${JSON.stringify(join(root, file))}, { force: true });\nfs.writeFileSync(${wish});\n`,
      );
    };
    try {
      writeFileSync(join(root, 'package.json'), '{"type":"commonjs"}');
      maker('node_modules/electron-vite/bin/electron-vite.js', 'out/main/cli.js');
      maker('electron/cli/starter.ts', 'out/starter/model.json');
      for (let time = 0; time < 2; time++) {
        const said: string[] = [];
        expect([await make(root, true, (line) => said.push(line)), said]).toEqual([
          true,
          ['making the program', 'making the starter package'],
        ]);
        expect(statSync(join(root, 'out/main/cli.js')).mode & 0o777).toBe(0o755);
        expect(statSync(join(root, 'out/starter/model.json')).mode & 0o111).toBe(0);
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
