import type { Session } from 'electron';
import { describe, expect, test } from 'vitest';
import { alreadyHas, mayHave } from './permissions.ts';

type Permission = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>[1];

/** Every permission that Electron 45 knows: one more or one less and this does not compile. */
const permissions = {
  ar: 0,
  'automatic-fullscreen': 0,
  'background-fetch': 0,
  'background-sync': 0,
  'captured-surface-control': 0,
  'clipboard-read': 0,
  'clipboard-sanitized-write': 0,
  'deprecated-sync-clipboard-read': 0,
  'display-capture': 0,
  fileSystem: 0,
  fullscreen: 0,
  geolocation: 0,
  'geolocation-approximate': 0,
  'hand-tracking': 0,
  hid: 0,
  'idle-detection': 0,
  keyboardLock: 0,
  'local-fonts': 0,
  'local-network': 0,
  'local-network-access': 0,
  'loopback-network': 0,
  media: 0,
  mediaKeySystem: 0,
  midi: 0,
  midiSysex: 0,
  nfc: 0,
  notifications: 0,
  openExternal: 0,
  'payment-handler': 0,
  'periodic-background-sync': 0,
  'persistent-storage': 0,
  pointerLock: 0,
  'screen-wake-lock': 0,
  sensors: 0,
  serial: 0,
  'smart-card': 0,
  'speaker-selection': 0,
  'storage-access': 0,
  'system-wake-lock': 0,
  'top-level-storage-access': 0,
  usb: 0,
  vr: 0,
  'web-app-installation': 0,
  'web-printing': 0,
  'window-management': 0,
  unknown: 0,
} satisfies Record<Permission, 0>;
const names = Object.keys(permissions);

const origins = ['loupe://station/', 'about:blank', 'https://attacker.example/'] as const;
const systems = ['linux', 'darwin', 'win32'] as const;

test('the matrix has 46 permissions, 3 origins, request and check', () => expect(names).toHaveLength(46));

describe.each(origins)('%s', (url) => {
  const ours = url === origins[0];
  test.each(names)('%s', (permission) => {
    const camera = ours && permission === 'media';
    for (const system of systems)
      for (const mainFrame of [true, false]) {
        const ask = (media: readonly string[]) => mayHave({ permission, url, mainFrame, media }, system);
        expect(ask(['video'])).toBe(camera && mainFrame);
        expect(ask(['audio'])).toBe(false);
        expect(ask(['video', 'audio'])).toBe(false);
        expect(ask(['screen'])).toBe(false);
        // The empty list: the camera on Windows, nothing elsewhere.
        expect(ask([])).toBe(camera && mainFrame && system === 'win32');
        for (const media of ['video', 'audio', 'unknown', undefined])
          expect(alreadyHas({ permission, origin: url, mainFrame, media })).toBe(
            camera && mainFrame && media === 'video',
          );
      }
  });
});
