import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { Disposition } from '../../electron/contract/events.ts';
import type { Role } from '../../electron/contract/people.ts';
import type { Reason, Verdict } from '../../ml/verdict/result.ts';
import type { LocalFault } from './fault.ts';

/** What happened · what it means for the piece · what to do. The code is printed after it. */
export interface Sentence {
  readonly what: string;
  readonly piece: string;
  readonly act: string;
}
/** `{name}` in a sentence stands for a field of the error's data. */
export type Words = {
  readonly errors: Readonly<Record<ErrorCode | LocalFault, Sentence>>;
  /** Instead of those, where no piece is judged: datasets. */
  readonly datasetErrors: Readonly<Partial<Record<ErrorCode | LocalFault, Sentence>>>;
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly dispositions: Readonly<Record<Disposition, string>>;
  readonly roles: Readonly<Record<Role, string>>;
};

const nothingJudged = 'Nothing was judged.';
const noId = 'No ID was taken.';
const datasetStays = 'The datasets are as they were.';

export const en: Words = {
  errors: {
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
    connecting: {
      what: 'Connecting to the station.',
      piece: 'Nothing can be judged yet.',
      act: 'Wait; this screen changes by itself',
    },
    'host-lost': {
      what: 'The station does not answer.',
      piece: 'Nothing can be judged; what was recorded is safe.',
      act: 'Loupe reconnects by itself. If it stays, start the station again',
    },
    'no-answer': {
      what: 'The answer did not come in time.',
      piece: 'Nothing was decided about this piece.',
      act: 'Set it aside, inspect again',
    },
    'model-starting': {
      what: 'The model is starting.',
      piece: 'Nothing can be judged yet.',
      act: 'Wait; this screen changes by itself',
    },
    'frame-refused': {
      what: 'The station did not take the picture.',
      piece: nothingJudged,
      act: 'Inspect again; if it stays, choose another camera',
    },
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
    'not-allowed': {
      what: 'This needs the role {needs}.',
      piece: 'Nothing was changed.',
      act: 'Change the role with Ctrl+L',
    },
    'wrong-pin': {
      what: 'That PIN does not fit.',
      piece: 'The role stays as it was.',
      act: 'Type it again in {waitSeconds} s',
    },
    'not-found': {
      what: 'There is no {what} {id}.',
      piece: 'Nothing was changed.',
      act: 'Check the number',
    },
    'too-large': {
      what: 'The file has {bytes} bytes.',
      piece: nothingJudged,
      act: 'Take one of at most {limitBytes} bytes',
    },
    'too-many': {
      what: 'The station is busy with other pictures.',
      piece: nothingJudged,
      act: 'Try again in {waitSeconds} s',
    },
    'bad-input': {
      what: '{what} was {got}.',
      piece: 'Nothing was changed.',
      act: 'Allowed: {allowed}',
    },
    'lease-held': {
      what: 'Another window holds camera and trigger.',
      piece: nothingJudged,
      act: 'Go on there, or take over here',
    },
    'frame-missing': {
      what: 'The picture did not reach the station.',
      piece: nothingJudged,
      act: 'Inspect again',
    },
    busy: {
      what: 'The station is busy: {what}.',
      piece: nothingJudged,
      act: 'Inspect again in a moment',
    },
    'disk-low': {
      what: 'The disk is nearly full.',
      piece: 'Nothing was judged, because nothing could be kept.',
      act: 'Free disk space; Loupe goes on by itself',
    },
    'not-written': {
      what: 'The record could not be written: {cause}.',
      piece: 'No verdict counts for this piece.',
      act: 'Set it aside; call an admin',
    },
    'journal-stopped': {
      what: 'The journal is stopped: {cause}.',
      piece: 'Nothing can be judged.',
      act: 'Call an admin; what was recorded is safe',
    },
    'model-unavailable': {
      what: 'No model can judge: {cause}.',
      piece: nothingJudged,
      act: 'Call an admin, or wait until it is back',
    },
    'model-refused': {
      what: 'This model is refused: {cause}.',
      piece: 'Nothing was stored or switched; the model in use goes on.',
      act: 'Answer otherwise, or take another file',
    },
    unreadable: {
      what: 'No result: {file} cannot be judged ({cause}).',
      piece: 'Nothing was recorded.',
      act: 'Take this picture again; the next one follows',
    },
    'unfit-picture': {
      what: 'This picture cannot be learnt from: {reason}.',
      piece: 'No piece was captured.',
      act: 'Check the camera and the light, capture again',
    },
    'same-view': {
      what: 'Same view as piece {piece}.',
      piece: 'It was not captured again.',
      act: 'Turn it or take another',
    },
    'id-required': {
      what: 'This piece has no ID.',
      piece: nothingJudged,
      act: 'Scan the instrument first',
    },
    'tray-open': {
      what: '{undecided} pieces of this tray have no decision.',
      piece: 'The tray stays open.',
      act: 'Decide them, then close the tray',
    },
    conflict: {
      what: 'Somebody else changed this: {what}.',
      piece: 'Your change was not kept.',
      act: 'Look at it, then decide again',
    },
    cancelled: { what: 'This was cancelled.', piece: nothingJudged, act: 'Inspect again' },
    internal: {
      what: 'Something in Loupe failed.',
      piece: 'No verdict counts for this piece.',
      act: 'Inspect again; if it stays, call an admin',
    },
  },
  datasetErrors: {
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
  },
  reasons: {
    'camera-other':
      'Another camera answers. Nothing was judged. Plug in the bound one, or a QA lead takes this one into use',
    'camera-unread':
      'The camera’s settings were not read since it was opened. Nothing was judged. Inspect again in a moment',
    'camera-settings': 'The camera’s settings are not those of its setup. Nothing was judged. Call a QA lead',
    'camera-stale': 'The picture was too old. Nothing was judged. Check the cable, inspect again',
    'camera-repeated': 'The camera sent the same picture twice. Nothing was judged. Inspect again',
    'camera-slow':
      'The camera sends too few pictures. Nothing was judged. Check cable and light, inspect again',
    'picture-black': 'The picture is black. Nothing was judged. Check the light, inspect again',
    'picture-one-value':
      'The picture shows one colour only. Nothing was judged. Check the camera, inspect again',
    'picture-half': 'Part of the picture is missing. Nothing was judged. Check the cable, inspect again',
    'picture-torn': 'The picture is torn. Nothing was judged. Check the cable, inspect again',
    'picture-shifted': 'The picture is shifted in itself. Nothing was judged. Check the cable, inspect again',
    'picture-blurred':
      'The picture is less sharp than its setup. Nothing was judged. Clean the lens, check the focus',
    'picture-exposure':
      'The light is not that of the setup. Nothing was judged. Check lamp and exposure, inspect again',
    'wrong-size': 'The picture has the wrong size. Nothing was judged. Check the camera settings',
    'unreadable-image': 'The picture cannot be read. Nothing was judged. Inspect again',
    'too-large': 'The picture is too large. Nothing was judged. Check the camera settings',
    'bad-output':
      'The model gave no usable answer. Nothing was decided. Inspect again; if it stays, call an admin',
    'model-has-no-verdict': 'The model names things but judges nothing. Set aside for QA',
    'model-unavailable': 'No model was ready. Nothing was judged. Inspect again in a moment',
    'timed-out': 'The answer did not come in time. Nothing was decided. Inspect again',
    'worker-died': 'The model stopped and was started again. Nothing was decided. Inspect again',
    cancelled: 'The inspection was cancelled. Nothing was decided. Inspect again',
    'not-recorded': 'The record could not be written. No verdict counts. Call an admin',
    internal: 'Something in Loupe failed. Nothing was decided. Inspect again; if it stays, call an admin',
  },
  verdicts: { pass: 'PASS', defect: 'DEFECT', unsure: 'UNSURE', 'no-result': 'NO RESULT' },
  dispositions: {
    'leave-to-qa': 'Leave to QA',
    repair: 'Repair',
    // A hyphen that does not break: the button is narrow.
    're-clean': 'Re‑clean',
    replace: 'Replace',
    discard: 'Discard',
  },
  roles: { technician: 'Technician', qa: 'QA lead', admin: 'Admin' },
};
