import type { CameraFault } from '../../camera/sources/source.ts';
import type { Sentences } from '../catalogue.ts';

const nothingJudged = 'Nothing was judged.';

/** Why no picture comes. */
export const camera: Sentences<CameraFault> = {
  'camera-none': {
    what: 'No camera.',
    piece: nothingJudged,
    act: 'Plug one in, or choose Demo scene. Loupe connects by itself',
  },
  'camera-gone': {
    what: 'The camera is gone.',
    piece: nothingJudged,
    act: 'Check the cable; Loupe reconnects by itself',
  },
  'camera-ended': {
    what: 'The camera stopped; the cause is unknown.',
    piece: nothingJudged,
    act: 'Wait; Loupe reconnects by itself',
  },
  'camera-other': {
    what: 'Another camera answers ({found}, bound: {bound}).',
    piece: 'Judging is stopped.',
    act: 'Use it or plug the bound one',
  },
  'camera-size': {
    what: 'The camera sends {says} instead of {asked}.',
    piece: nothingJudged,
    act: 'Plug it into the port it had, without a hub; Loupe goes on by itself',
  },
  'camera-settings': {
    what: '{setting}: asked {asked}, camera says {says}.',
    piece: nothingJudged,
    act: 'Loupe asks again by itself; if it stays, call a QA lead',
  },
  'camera-slept': {
    what: 'The computer was asleep.',
    piece: nothingJudged,
    act: 'Wait; Loupe reconnects by itself',
  },
  'camera-denied': {
    what: 'Loupe may not use the camera.',
    piece: nothingJudged,
    act: 'Allow the camera for this page; Loupe connects by itself',
  },
  'camera-busy': {
    what: 'Another program holds the camera.',
    piece: nothingJudged,
    act: 'Close that program; Loupe connects by itself',
  },
  'camera-failed': {
    what: 'The camera does not start.',
    piece: nothingJudged,
    act: 'Unplug it and plug it in again; Loupe connects by itself',
  },
  'camera-stale': {
    what: 'No picture from the camera for 1 s.',
    piece: nothingJudged,
    act: 'Check the cable; Loupe reconnects by itself',
  },
  'camera-starting': {
    what: 'The camera starts.',
    piece: 'Nothing can be judged yet.',
    act: 'Wait; this screen changes by itself',
  },
  'folder-none': {
    what: 'No folder of pictures is named.',
    piece: nothingJudged,
    act: 'An admin names it on Station, or choose another source',
  },
  'folder-away': {
    what: 'The folder of pictures is gone.',
    piece: nothingJudged,
    act: 'Check the disk or the network; Loupe goes on by itself',
  },
  'folder-empty': {
    what: 'No pictures in the folder.',
    piece: 'All that came were judged.',
    act: 'They appear here as they arrive',
  },
};
