import { LoupeError, type RegistryRefusal } from '../../../contract/errors.ts';
import type { Trial, TrialFault, TrialStep } from '../../../contract/registry-access.ts';
import { causeOf } from '../../durable.ts';
import type { Platform } from '../../platform.ts';
import { chooseAccess, type Access } from './access.ts';
import { readCertificates, type RegistrySettings } from './connection.ts';
import { createFolderRegistry } from '../folder/folder-registry.ts';
import { createFolderRuns } from '../folder/folder-runs.ts';
import { readLogin } from './login.ts';
import { connectMlflow } from '../mlflow/mlflow-registry.ts';
import type { Registry } from '../registry.ts';
import { inspectCollection, type Runs } from '../runs.ts';

export interface TrialDeps {
  readonly platform: Pick<
    Platform,
    'files' | 'shared' | 'outside' | 'random' | 'secrets' | 'environment' | 'clock'
  >;
  readonly stationId: string;
}

/** One thing that is looked at. */
interface Look {
  readonly step: TrialStep;
  /** @returns what was found; null where it cannot be seen and a later one will say why */
  readonly run: () => Promise<string | null>;
}

interface Looks {
  readonly looks: readonly Look[];
  readonly close: () => void;
}

/** Older ones have no logged models, in which packages lie. */
const oldest = 3;
const silenceMs = 15_000;

/** Something that stands for itself, told apart from what a server threw. */
class TrialError extends Error {
  readonly why: TrialFault;
  constructor(why: TrialFault, cause: string) {
    super(cause);
    this.name = 'TrialError';
    this.why = why;
  }
}

/**
 * Whether the registry of these settings can be worked with: each look is told when it begins and when it is over, and the first that fails
 * ends the trial. A small file of the same content is written into the run `trial` of the station's collection, as inspections are later.
 */
export async function* tryRegistry(
  deps: TrialDeps,
  wish: RegistrySettings,
  signal?: AbortSignal,
): AsyncGenerator<Trial, void> {
  const { looks, close } = await looksOf(deps, wish);
  signal?.addEventListener('abort', close);
  const steps: Trial['steps'] = looks.map(({ step }) => ({
    ...{ step, state: 'waiting', found: '', fault: null },
  }));
  const told = (over: boolean): Trial => ({ steps: steps.map((one) => ({ ...one })), over });
  try {
    for (const [i, { step, run }] of looks.entries()) {
      steps[i] = { step, state: 'running', found: '', fault: null };
      yield told(false);
      try {
        const found = await run();
        steps[i] = { step, state: found === null ? 'skipped' : 'passed', found: found ?? '', fault: null };
      } catch (error) {
        if (signal?.aborted) return;
        steps[i] = { step, state: 'failed', found: '', fault: faultOf(error, step) };
        for (const later of steps.slice(i + 1)) later.state = 'skipped';
        break;
      }
    }
    yield told(true);
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

async function looksOf(deps: TrialDeps, wish: RegistrySettings): Promise<Looks> {
  const { environment } = deps.platform;
  try {
    const access = chooseAccess({ settings: wish, environment, kept: await readLogin(deps.platform) });
    return access === null ? folderLooks(deps, wish.registryFolder) : await serverLooks(deps, access);
  } catch (error) {
    const fault =
      error instanceof LoupeError && 'what' in error.data
        ? new TrialError('kept-login', error.data.what)
        : error;
    const run = () => Promise.reject(fault as Error);
    return { looks: [{ step: 'reach', run }], close: () => undefined };
  }
}

function folderLooks({ platform, stationId }: TrialDeps, path: string): Looks {
  const own = path === '';
  const files = own ? platform.files : platform.shared(path);
  const at = { files, root: own ? 'registry' : '', random: platform.random };
  const reach = async () => {
    if (own || (await files.stat(''))?.folder === true) return '';
    throw new TrialError('no-folder', 'there is no such folder');
  };
  const kept = keptLooks(createFolderRegistry(at), createFolderRuns(at), stationId, platform.clock.now());
  return { looks: [{ step: 'reach', run: reach }, ...kept], close: () => undefined };
}

async function serverLooks({ platform, stationId }: TrialDeps, access: Access): Promise<Looks> {
  const { url, credentials: login, caFile } = access;
  const certificates =
    caFile === null
      ? {}
      : {
          certificates: await readCertificates(platform.outside, caFile).catch((error: unknown) => {
            throw new TrialError('certificate-file', causeOf(error));
          }),
        };
  const server = connectMlflow({ url, login, silenceMs, ...certificates });
  const stranger = connectMlflow({ url, login: null, silenceMs, ...certificates });
  let version = '';
  let failed: unknown = null;
  const looks: readonly Look[] = [
    {
      step: 'reach',
      async run() {
        try {
          version = await server.version();
        } catch (error) {
          if (wentNowhere(error)) throw error;
          failed = error;
        }
        return '';
      },
    },
    {
      step: 'login',
      async run() {
        if (isAbout(failed, ['login', 'right', 'host-name'])) throw failed;
        if (failed !== null) return null;
        if (login === null) return 'it asks for none';
        const open = await stranger.version().then(
          () => true,
          () => false,
        );
        if (open) return 'it asks for none';
        return 'token' in login ? 'with a token' : `as ${login.user}`;
      },
    },
    {
      step: 'mlflow',
      run() {
        if (failed !== null) return Promise.reject(failed as Error);
        if (Number.parseInt(version, 10) >= oldest) return Promise.resolve(`version ${version}`);
        return Promise.reject(new TrialError('too-old', `version ${version}`));
      },
    },
    ...keptLooks(server.registry, server.runs, stationId, platform.clock.now()),
  ];
  const close = () => {
    server.close();
    stranger.close();
  };
  return { looks, close };
}

const content = new TextEncoder().encode('Loupe tried whether this station may write here.\n');

/** Reading and writing, as the station does it later. */
const keptLooks = (
  registry: Pick<Registry, 'models'>,
  runs: Pick<Runs, 'collections' | 'open' | 'put'>,
  stationId: string,
  at: number,
): readonly Look[] => [
  {
    step: 'read',
    async run() {
      const models = (await registry.models()).length;
      const stations = (await runs.collections()).filter((name) => name.startsWith('inspect/')).length;
      return `${models} ${models === 1 ? 'model' : 'models'}, ${stations} ${stations === 1 ? 'station' : 'stations'}`;
    },
  },
  {
    step: 'write',
    async run() {
      const run = { collection: inspectCollection(stationId), key: 'trial' };
      await runs.open(run, { name: 'trial', at });
      await runs.put(run, 'trial.txt', content);
      return 'written and read back';
    },
  },
];

const isAbout = (error: unknown, whys: readonly string[]): boolean =>
  error instanceof LoupeError && 'why' in error.data && whys.includes(error.data.why ?? '');

/** Nobody answered. */
const wentNowhere = (error: unknown): boolean =>
  !(error instanceof LoupeError) ||
  error.code === 'registry-unreachable' ||
  isAbout(error, ['name', 'certificate']);

function faultOf(error: unknown, step: TrialStep): NonNullable<Trial['steps'][number]['fault']> {
  if (error instanceof TrialError) return { why: error.why, cause: error.message };
  if (!(error instanceof LoupeError)) return { why: 'other', cause: causeOf(error) };
  const { code, data } = error;
  const cause = 'cause' in data ? data.cause : causeOf(error);
  if (code === 'registry-unreachable') return { why: step === 'write' ? 'not-written' : 'no-answer', cause };
  const why: RegistryRefusal | undefined = 'why' in data ? data.why : undefined;
  if (why === 'right' && step === 'read') return { why: 'right-to-read', cause };
  if (why === 'right' && step === 'write') return { why: 'right-to-write', cause };
  return { why: why ?? 'other', cause };
}
