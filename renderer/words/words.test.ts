import { expect, test } from 'vitest';
import { errorCodes } from '../../electron/contract/errors.ts';
import { FrameNotTaken } from '../frame-sender.ts';
import { en } from './en/en.ts';
import { fault } from './fault.ts';
import { asFault, inOneLine, nameOf, numberOf } from './words.ts';

test('every code of the contract has a sentence in the fixed order', () => {
  for (const code of Object.keys(errorCodes)) expect(en.errors).toHaveProperty(code);
  expect(inOneLine(fault('camera-stale'))).toBe(
    'No picture from the camera for 1 s. Nothing was judged. Check the cable; Loupe reconnects by itself. (camera-stale)',
  );
});

test('no sentence says Oops, please or invalid', () => {
  const all = JSON.stringify([en.errors, en.datasetErrors, en.registryFaults, en.reasons]);
  for (const banned of [/oops/i, /please/i, /invalid/i]) expect(all).not.toMatch(banned);
});

test('whatever was thrown becomes a known code', () => {
  expect(asFault({ code: 'disk-low', data: { freeBytes: 1 } })).toEqual({
    code: 'disk-low',
    data: { freeBytes: 1 },
  });
  expect(asFault({ code: 'never-heard-of' }).code).toBe('internal');
  expect(asFault(new FrameNotTaken('lost')).code).toBe('host-lost');
  expect(asFault(new Error('connection closed')).code).toBe('host-lost');
  expect(asFault(null).code).toBe('internal');
});

test('data fills its place, and what is missing does not show as undefined', () => {
  expect(inOneLine(fault('not-allowed', { needs: 'admin' }))).toContain('This needs the role admin.');
  expect(inOneLine(fault('not-written'))).toContain('could not be written: ….');
  // A time is said as people say it.
  expect(
    inOneLine(fault('picture-elsewhere', { station: 'bench2', asked: '2026-11-22T13:40:07.000Z' })),
  ).toMatch(/This picture is still at bench2; it was asked for at \d\d:\d\d\. Its verdict/);
});

test('where no piece is judged a sentence may say it better; the others stay', () => {
  expect(inOneLine(fault('internal'), en.datasetErrors)).toBe(
    'Something in Loupe failed. The datasets are as they were. Try again; if it stays, call an admin. (internal)',
  );
  expect(inOneLine(fault('not-allowed', { needs: 'qa' }), en.datasetErrors)).toBe(
    inOneLine(fault('not-allowed', { needs: 'qa' })),
  );
});

test('names of pieces', () => {
  expect(nameOf({ instrument: 'Kerrison 40-552', serial: '1187' })).toBe('Kerrison 40-552 · SN 1187');
  expect(nameOf({})).toBe('');
  expect(numberOf('abcdefgh-41')).toBe('#41');
});
