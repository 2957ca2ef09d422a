import { expect, test } from 'vitest';
import { packFrame, unpackFrame, type FrameHeader } from './frame-lane.ts';

const header: FrameHeader = {
  ...{ id: 'f', width: 2, height: 2, layout: 'grey', colour: { matrix: 'bt601', range: 'full' } },
  source: { kind: 'camera', label: 'C', frame: 3 },
  ageMs: 12.5,
};
const sent = (camera: unknown) =>
  unpackFrame(packFrame({ ...header, camera } as FrameHeader, new Uint8Array(4)));

test('what is said of the camera arrives', () => {
  const camera = { track: 't1', everyMs: 33.3, before: '0123' };
  expect(sent(camera)?.header).toEqual({ ...header, camera });
  expect(sent({ track: 't1' })?.header.camera).toEqual({ track: 't1' });
  expect(sent(undefined)?.header.camera).toBe(undefined);
});

test.each([
  ['null', null],
  ['a text', 'camera'],
  ['no track', { everyMs: 3 }],
  ['an empty track', { track: '' }],
  ['a track without end', { track: 'x'.repeat(101) }],
  ['a negative interval', { track: 't', everyMs: -1 }],
  ['an interval in words', { track: 't', everyMs: '33' }],
  ['a digest that is a list', { track: 't', before: [] }],
  ['a digest without end', { track: 't', before: 'x'.repeat(101) }],
])('%s: no frame', (_, camera) => expect(sent(camera)).toBe(null));
