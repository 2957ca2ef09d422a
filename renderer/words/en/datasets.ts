import type { Words } from '../catalogue.ts';

const datasetStays = 'The datasets are as they were.';

/** Sentences that say it better where no piece is judged. */
export const datasetErrors: Words['datasetErrors'] = {
  'host-lost': {
    what: 'The station does not answer.',
    piece: 'What it had acknowledged is kept; the rest is not there yet.',
    act: 'Loupe reconnects by itself; go on then',
  },
  'frame-refused': {
    what: 'The station did not take the picture.',
    piece: 'It is in no dataset.',
    act: 'Capture it again; if it stays, choose another camera',
  },
  'frame-missing': {
    what: 'The picture did not reach the station.',
    piece: 'It is in no dataset.',
    act: 'Capture it again',
  },
  'camera-none': {
    what: 'No camera.',
    piece: 'No picture was taken.',
    act: 'Plug one in, or choose Demo scene. Loupe connects by itself',
  },
  'not-found': {
    what: 'There is no {what} {id} any more.',
    piece: datasetStays,
    act: 'Try again; what was copied before is copied once more',
  },
  'too-large': {
    what: 'These files have {bytes} bytes together.',
    piece: datasetStays,
    act: 'Bring at most {limitBytes} bytes at a time',
  },
  busy: { what: 'The station is busy: {what}.', piece: datasetStays, act: 'Try again in a moment' },
  'disk-low': {
    what: 'The disk is nearly full.',
    piece: 'Nothing was added, because nothing could be kept.',
    act: 'Free disk space, then go on',
  },
  'not-written': {
    what: 'It could not be written: {cause}.',
    piece: datasetStays,
    act: 'Call an admin; then go on',
  },
  'journal-stopped': {
    what: 'The journal is stopped: {cause}.',
    piece: datasetStays,
    act: 'Call an admin; what was recorded is safe',
  },
  unreadable: {
    what: '{file} cannot be read ({cause}).',
    piece: datasetStays,
    act: 'Leave it out, or mend it',
  },
  conflict: { what: 'That cannot be done: {what}.', piece: datasetStays, act: 'Look at it, then decide' },
  cancelled: { what: 'This was cancelled.', piece: datasetStays, act: 'Begin again' },
  internal: {
    what: 'Something in Loupe failed.',
    piece: datasetStays,
    act: 'Try again; if it stays, call an admin',
  },
};
