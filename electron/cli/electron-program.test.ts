import { join } from 'node:path';
import { expect, test } from 'vitest';
import { electronFolder, electronProgram } from './electron-program.ts';

const fetched = join('/loupe', 'node_modules', 'electron', 'dist');
const override = { ELECTRON_OVERRIDE_DIST_PATH: '/elsewhere' };

test('the fetched Electron, or the one that is named', () => {
  const all = () => true;
  expect(electronFolder('/loupe', {}, all)).toBe(fetched);
  expect(electronFolder('/loupe', override, () => false)).toBe('/elsewhere');
  expect(electronProgram('/loupe', {}, 'linux', all)).toEqual({ program: join(fetched, 'electron') });
  expect(electronProgram('/loupe', override, 'win32', all)).toEqual({
    program: join('/elsewhere', 'electron.exe'),
  });
  expect(electronProgram('/loupe', {}, 'darwin', all)).toEqual({
    program: join(fetched, 'Electron.app', 'Contents', 'MacOS', 'Electron'),
  });
});

test('none: what is missing and what to do', () => {
  for (const environment of [{}, override]) {
    const { why } = electronProgram('/loupe', environment, 'linux', () => false) as { why: string };
    expect(why).toContain('install-electron');
    expect(why).toContain('ELECTRON_OVERRIDE_DIST_PATH');
  }
});
