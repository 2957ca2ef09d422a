import type { RegistryAccess, Trial, TrialStep } from '../../../electron/contract/registry-access.ts';
import type { Settings } from '../../../electron/contract/settings.ts';
import type { Status } from '../../../electron/contract/station.ts';
import type { Sentence } from '../../words/catalogue.ts';
import { filled, words } from '../../words/words.ts';

/** Where what stations share goes. */
export type Where = 'alone' | 'folder' | 'mlflow';
export const wheres: Readonly<Record<Where, string>> = {
  alone: 'This station alone',
  folder: 'A folder',
  mlflow: 'An MLflow server',
};

export const whereOf = ({
  registryUrl,
  registryFolder,
}: Pick<Settings, 'registryUrl' | 'registryFolder'>): Where =>
  registryUrl !== '' ? 'mlflow' : registryFolder !== '' ? 'folder' : 'alone';

/** The login that would be sent to a server, in words; null: none. */
export function loginWords({ environment, kept }: RegistryAccess, url: string): string | null {
  const at = url.replace(/\/+$/, '');
  if (environment !== null && (environment.url ?? at) === at)
    return `${whose(environment.as)}, from ${environment.variable}`;
  return kept?.url === at ? `${whose(kept.as)}, kept on this station` : null;
}

const whose = (as: string | null): string => (as === null ? 'A token' : `User ${as}`);

/** Whether others on the way could read what is sent there. */
export const isOpen = (url: string): boolean =>
  url.startsWith('http:') && !/^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(url);

export const stepWords: Readonly<Record<TrialStep, string>> = {
  reach: 'It answers',
  login: 'The login fits',
  mlflow: 'It is MLflow',
  read: 'It may be read',
  write: 'It may be written',
};

type Step = Trial['steps'][number];
export const stateWords: Readonly<Record<Step['state'], string>> = {
  waiting: '…',
  running: 'being tried',
  passed: 'passed',
  failed: '✕ failed',
  skipped: 'not seen',
};

export const faultWords = ({ why, cause }: NonNullable<Step['fault']>): Sentence =>
  filled(words.registryFaults[why], { cause: cause.replace(/[.\s]+$/, '') });

/** The moment since which something waits: the time of day, and the day where it is not today's. */
export function sinceWords(moment: string | number, now = new Date()): string {
  const then = new Date(moment);
  const clock = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === now.toDateString()) return clock;
  return `${then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${clock}`;
}

/** `12 to send since 13:40` */
export function toSendWords({ waiting, since }: Status['registry'], now?: Date): string {
  return `${waiting} to send${waiting === 0 || since === null ? '' : ` since ${sinceWords(since, now)}`}`;
}

const things: Readonly<Record<string, string>> = {
  segment: 'Records',
  dataset: 'Dataset',
  training: 'Training',
  evaluation: 'Evaluation',
  package: 'Package',
};

/** What an item holds, from its id: `segment/41-a3f9…/pictures/2` is `Records from #41, pictures 2`. */
export function itemWords(id: string): string {
  const [kind = '', first = '', second = '', ...more] = id.split('/');
  const pictures = /\/pictures\/(\d+)$/.exec(id);
  const part = pictures === null ? '' : `, pictures ${pictures[1]}`;
  const thing = things[kind];
  if (thing === undefined) return id;
  if (kind === 'segment') return `${thing} from #${Number.parseInt(first, 10)}${part}`;
  if (kind === 'package') return `${thing} ${first} v${Number.parseInt(second, 10)}`;
  if (kind === 'dataset') return `${thing} ${first}${part}`;
  return more.length > 0 || kind === 'training' ? `${thing} ${first}${part}` : thing;
}
