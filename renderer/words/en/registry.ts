import type { TrialFault } from '../../../electron/contract/registry-access.ts';
import type { Sentence } from '../catalogue.ts';

const nothingGoes = 'Nothing goes there, and nothing comes from there; inspecting is not affected.';
const logIn = 'Log in with the user that the server’s admin gave this station';

/** Why a registry cannot be worked with: what happened · what it means · what to do. */
export const registryFaults: Readonly<Record<TrialFault, Sentence>> = {
  name: {
    what: 'The server’s name leads nowhere: {cause}.',
    piece: nothingGoes,
    act: 'Check the address letter by letter; ask whoever runs the network whether this computer may look it up',
  },
  certificate: {
    what: 'The connection cannot be trusted: {cause}.',
    piece: 'No password was sent. Whoever answers may be somebody else.',
    act: 'Use the name that stands in the certificate; where the site vouches for its own servers, name its certificate above; check this computer’s clock',
  },
  'certificate-file': {
    what: 'The certificate’s file cannot be used: {cause}.',
    piece: 'Nobody was asked.',
    act: 'Name a PEM file by its whole path on this computer, or leave the field empty',
  },
  login: {
    what: 'The server does not know this login: {cause}.',
    piece: nothingGoes,
    act: logIn,
  },
  'kept-login': {
    what: 'The kept login cannot be read: {cause}.',
    piece: 'Nobody was asked.',
    act: 'Log in again',
  },
  right: {
    what: 'The server lets this login in, and lets it do nothing: {cause}.',
    piece: nothingGoes,
    act: 'Ask the server’s admin for the rights of a station (resources/registry)',
  },
  'right-to-read': {
    what: 'This login may not read: {cause}.',
    piece: 'Promoted models would not arrive.',
    act: 'Ask the server’s admin for READ on the registered models and on loupe/train',
  },
  'right-to-write': {
    what: 'This login may not write: {cause}.',
    piece: 'What this station records would wait here.',
    act: 'Ask the server’s admin for EDIT on this station’s own experiment, loupe/inspect and its id',
  },
  'host-name': {
    what: 'The server does not answer to this name: {cause}.',
    piece: nothingGoes,
    act: 'Ask its admin to start it with --allowed-hosts and this name',
  },
  portal: {
    what: 'A web page answers in its place: {cause}.',
    piece: 'The network wants a login of its own, or a proxy is in between. Nothing was sent to it.',
    act: 'Open a browser on this computer and log in to the network; else ask whoever runs it',
  },
  'not-mlflow': {
    what: 'Something else answers there: {cause}.',
    piece: nothingGoes,
    act: 'Check the port and the path of the address',
  },
  'too-old': {
    what: 'This MLflow is too old: {cause}.',
    piece: 'Packages cannot be kept there.',
    act: 'Ask its admin for MLflow 3 (resources/registry says how)',
  },
  'no-answer': {
    what: 'No answer: {cause}.',
    piece: 'It is down, or the network is. Whatever is to be sent waits here.',
    act: 'Try it again; if it stays, ask whoever runs the server',
  },
  'no-folder': {
    what: 'There is no such folder.',
    piece: 'A drive that is not connected looks the same.',
    act: 'Connect the drive, or make the folder; Loupe does not make it, so that nothing is written beside the drive',
  },
  'not-written': {
    what: 'It could not be written: {cause}.',
    piece: 'What this station records would wait here.',
    act: 'Check that this computer’s user may write there, and that the disk is not full',
  },
  other: {
    what: 'It failed in a way Loupe does not know: {cause}.',
    piece: nothingGoes,
    act: 'Try it again; if it stays, show this sentence to whoever runs the server',
  },
};
