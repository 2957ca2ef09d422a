import type { CodeProblem } from '../../keys/codes/reading.ts';
import type { Sentences } from '../catalogue.ts';

const noId = 'No ID was taken.';

/** Why a scanned code is no ID. */
export const codes: Sentences<CodeProblem> = {
  'code-separator': {
    what: 'The code came without its separators and can be read in two ways.',
    piece: noId,
    act: 'Type it (F2). An admin runs the scanner test on Station',
  },
  'code-check': {
    what: 'The check digit of the code does not fit.',
    piece: noId,
    act: 'Scan again; if it stays, type it (F2)',
  },
  'code-incomplete': {
    what: 'The code is cut off.',
    piece: noId,
    act: 'Scan again; if it stays, type it (F2)',
  },
  'code-field': {
    what: 'The code has a field that is wrong or not known here: {field}.',
    piece: noId,
    act: 'Scan again; if it stays, type it (F2)',
  },
  'code-nothing': {
    what: 'The code names no instrument and no tray.',
    piece: noId,
    act: 'Scan the code of the instrument',
  },
  'code-half': {
    what: 'This is the second half of a HIBC code.',
    piece: noId,
    act: 'Scan the first half, then this one',
  },
  'code-characters': {
    what: 'The code holds what no label carries: {got}.',
    piece: noId,
    act: 'Scan again; if it stays, an admin runs the scanner test on Station',
  },
  'code-long': {
    what: 'The code has {length} characters, more than any label.',
    piece: noId,
    act: 'Scan one code at a time',
  },
  'code-broken': {
    what: 'The code came in pieces, or two ran together.',
    piece: noId,
    act: 'Scan again',
  },
  'code-caps': {
    what: 'Caps Lock is on, so the code came in the wrong case.',
    piece: noId,
    act: 'Press Caps Lock, scan again',
  },
};
