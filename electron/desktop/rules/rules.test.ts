import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { runsOn } from './image-runner.ts';
import { judgeSealing } from './sealing.ts';

test.each([
  ['linux', true, 'gnome_libsecret', true],
  ['linux', true, 'kwallet6', true],
  ['linux', true, 'basic_text', false],
  ['linux', true, 'unknown', false],
  ['linux', false, 'gnome_libsecret', false],
  ['win32', true, 'unknown', true],
  ['win32', false, 'unknown', false],
  ['darwin', true, 'unknown', true],
] as const)('secrets on %s, available %s, by %s: %s', (system, available, backend, ok) => {
  const verdict = judgeSealing(system, available, backend);
  expect(verdict.ok).toBe(ok);
  if (!verdict.ok) expect(verdict.why).toMatch(/key (store|ring)/);
});

test('libvips never shares a process with the GLib of Electron where a Node is at hand', () => {
  expect(runsOn('image', 'linux', '/usr/bin/node')).toBe('plain node');
  expect(runsOn('image', 'linux', null)).toBe('utility process');
  expect(runsOn('image', 'win32', '/usr/bin/node')).toBe('utility process');
  expect(runsOn('inference', 'linux', '/usr/bin/node')).toBe('utility process');
});

test('its own switches are found among those of Chromium', () => {
  const nothing = { data: null, kiosk: false };
  expect(readArguments([])).toEqual(nothing);
  expect(readArguments(['.', '--no-sandbox', '--lang=de', '--inspect=0', '-x'])).toEqual(nothing);
  expect(readArguments(['--kiosk', '--data', 'here', '--disable-gpu'])).toEqual({
    data: resolve('here'),
    kiosk: true,
  });
  expect(readArguments(['--data=/a/b'])).toEqual({ data: resolve('/a/b'), kiosk: false });
  expect(readArguments(['--data', '--kiosk'])).toEqual({ data: null, kiosk: true });
  expect(readArguments(['--data='])).toEqual(nothing);
});
