import type { CameraFault } from '../../camera/sources/source.ts';
import type { ErrorCode } from '../../../electron/contract/errors.ts';
import type { CodeProblem } from '../../keys/codes/reading.ts';
import type { Sentences } from '../catalogue.ts';
import type { LocalFault } from '../fault.ts';

const nothingJudged = 'Nothing was judged.';

/** What the station refuses or cannot do. */
export const station: Sentences<Exclude<ErrorCode | LocalFault, CameraFault | CodeProblem>> = {
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
    act: 'Check the number or the name',
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
  'registry-unreachable': {
    what: 'The registry does not answer: {cause}.',
    piece: 'The model in use goes on; inspecting, and rolling back, work without it.',
    act: 'Check the drive or the network, then try again',
  },
  'registry-refused': {
    what: 'The registry does not let this station in: {cause}.',
    piece: 'Nothing is lost: what is to be sent waits here, and inspecting goes on without it.',
    act: 'An admin checks its address, login and certificate',
  },
  'registry-rejected': {
    what: 'The registry does not take this: {cause}.',
    piece: 'It stays here; everything else is sent.',
    act: 'An admin looks at the reason, mends it and sends it again',
  },
  'picture-elsewhere': {
    what: 'This picture is still at {station}; it was asked for at {asked}.',
    piece: 'Its verdict and its labels are here.',
    act: 'Go on with another one; it comes when that station is connected',
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
  'labelled-since': {
    what: '{by} labelled this picture after you.',
    piece: 'Both labels stay as they are.',
    act: 'Open it and look at both',
  },
  cancelled: { what: 'This was cancelled.', piece: nothingJudged, act: 'Inspect again' },
  internal: {
    what: 'Something in Loupe failed.',
    piece: 'No verdict counts for this piece.',
    act: 'Inspect again; if it stays, call an admin',
  },
};
