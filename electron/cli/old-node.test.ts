import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tooOld } from './old-node.mjs';
import { runProcess } from './process.ts';

const at = (name: string) => join(import.meta.dirname, name);

test('a Node that is too old for the program is told from one that is not', () => {
  for (const version of ['22.18.0', '22.20.1', '24.0.0', '100.0.0']) expect(tooOld(version)).toBeNull();
  for (const version of ['22.17.9', '20.20.2', '8.0.0'])
    expect(tooOld(version)).toContain(`needs Node 22.18 or newer, and this is Node ${version}.`);
});

test.each([
  ['main.ts', 'serve'],
  ['launch.mjs', 'start'],
])(
  'an old Node that runs %s reads what to type instead, and nothing else of the program',
  async (name, word) => {
    const older = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`;
    const { code, output } = await runProcess(process.execPath, ['--import', older, at(name), word], {
      limitMs: 60_000,
    });
    expect([code, output]).toEqual([2, `${tooOld('20.20.2')}\n`]);
    // What is imported at the top is read before any of it is run.
    const source = await readFile(at(name), 'utf8');
    expect(source.match(/^import .*$/gm)).toEqual([`import { tooOld } from './old-node.mjs';`]);
  },
);
