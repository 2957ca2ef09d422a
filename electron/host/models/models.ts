import type { ModelInfo } from '../../contract/models.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { EngineRecord } from '../../contract/inference.ts';
import { system, type Actor } from '../../contract/people.ts';
import { causeOf, notWritten } from '../durable.ts';
import type { Journal } from '../journal/journal.ts';
import { FileError, type Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import type { Station } from '../station.ts';
import { lossOf, type WorkerFault } from '../worker-link.ts';
import { listPackages, readPackage, settlePackage, writePackage, type PackageFiles } from './folder.ts';
import type { StopOn } from './inference-worker.ts';
import type { Model } from './model.ts';
import type { Proven } from './prepare.ts';
import { planOf } from './plan.ts';
import { openPackage, signPackage, type OpenedPackage, type TrustedKey } from './package.ts';
import { pointTo, readPointer, writePointer, type ModelRef } from './pointer.ts';
import { threadsFor, type Machine } from './providers.ts';
import { trial, type TrialLimits } from './trial.ts';

export interface Models {
  /** Every package that is stored whole and verifies; the active one is marked. */
  list(): Promise<ModelInfo[]>;
  /**
   * Stores a package signed by a trusted key, once it has passed every check short of activation. A refusal is journalled.
   * @throws LoupeError `model-unavailable` with what is wrong; `not-written`; `conflict` when other bytes have its name and version
   */
  install(files: PackageFiles, by?: Actor): Promise<ModelInfo>;
  /** The same for a package that comes with the program or was made here: the station signs it with its own key. */
  installUnsigned(files: PackageFiles, by?: Actor): Promise<ModelInfo>;
  /**
   * Makes a stored package the one that judges, between two inspections. When anything fails, the one before it goes on.
   * @param serial of the promotion that is followed, if one is
   * @param recorded is handed what makes it the active one on disk and on record, just before the switch, and may throw instead
   * @throws LoupeError `not-found`, `model-unavailable`, `not-written`; `conflict` for a serial that is not higher than the last of this model; `cancelled`
   */
  activate(
    sha256: string,
    why: string,
    by: Actor,
    serial?: number,
    recorded?: (record: () => Promise<void>) => Promise<void>,
  ): Promise<void>;
  /** Loads a stored package and asks for its golden answers, in a process that is thrown away. @throws LoupeError `not-found`, `model-unavailable` */
  rehearse(sha256: string): Promise<EngineRecord>;
  /** The serial of the last promotion of that model that was followed; 0: none. */
  followed(name: string): Promise<number>;
  /** Whose packages and promotions are believed: this station, and whom an admin added. */
  keys(): readonly TrustedKey[];
  /** The packages one can go back to, newest first. */
  previous(): Promise<readonly ModelRef[]>;
  /** A stored package, verified, its bytes in memory. @throws LoupeError `not-found`, `model-unavailable` */
  open(sha256: string): Promise<Model>;
  /** The files of a stored package, verified. @throws LoupeError `not-found`, `model-unavailable` */
  files(sha256: string): Promise<PackageFiles>;
  /** Starts judging with the package the pointer names. @returns false when there is no pointer yet */
  resume(by?: Actor): Promise<boolean>;
}

export interface ModelsDeps {
  readonly platform: Pick<Platform, 'files' | 'spawn' | 'clock' | 'log'>;
  readonly journal: Pick<Journal, 'append' | 'state'>;
  readonly station: Pick<Station, 'publicKey' | 'publicKeys' | 'sign'>;
  readonly machine: Machine;
  /** What judges (see inspection/engine.ts); `commit` runs between two inspections, just before the switch. */
  readonly engine: {
    use(plan: readonly { model: Model; stopOn: StopOn }[], commit?: () => Promise<void>): Promise<void>;
  };
  /** Keys an admin added; the station's own are always trusted. */
  readonly trusted?: () => readonly TrustedKey[];
  readonly limits?: TrialLimits;
  /** Shared with the engine, so that golden cases are asked once for each model and provider. */
  readonly proven?: Proven;
}

/** How the process was lost that tried a package, where it was refused only for that; null: it was refused for what it is. */
export const lostOver = (error: unknown): WorkerFault['reason'] | null =>
  error instanceof LoupeError && 'lost' in error.data ? (error.data.lost ?? null) : null;

/** The station ends, or its disk fails: nothing is known against a package. */
const ofStation: ReadonlySet<string> = new Set(['cancelled', 'not-written', 'journal-stopped']);
const stopOn: StopOn = ['defect', 'no-result'];

/** The package store: only what is verified, gated and tried comes in, and one file says which package is active. */
export function openModels({
  platform,
  journal,
  station,
  machine,
  engine,
  trusted = () => [],
  limits,
  proven,
}: ModelsDeps): Models {
  const { files, log } = platform;
  const queue = sequential();
  const threads = threadsFor(machine.cores);
  const keys = (): readonly TrustedKey[] => [
    ...station.publicKeys.map((publicKey) => ({ publicKey, name: 'this station' })),
    ...trusted(),
  ];
  /** Where a package lay when it was last seen. A hint: whoever opens it verifies it again. */
  const seen = new Map<string, { readonly name: string; readonly version: number }>();
  const refOf = ({ sha256, manifest: { name, version } }: Model): ModelRef => ({ name, version, sha256 });
  const tried = (model: Model) => trial(platform, model, machine.providers, threads, limits, proven);

  /** @param refused hears of what is there and does not verify */
  const stored = async (refused?: (why: string) => void): Promise<OpenedPackage[]> => {
    const found: OpenedPackage[] = [];
    for (const id of await listPackages(files)) {
      try {
        const content = await readPackage(files, id);
        if (content === null) continue;
        const opened = openPackage(content, keys());
        seen.set(opened.model.sha256, id);
        found.push(opened);
      } catch (error) {
        log({ level: 'warn', what: 'stored package refused', ...id, why: causeOf(error) });
        refused?.(`${id.name} ${id.version}: ${causeOf(error)}`);
      }
    }
    return found;
  };
  const find = async (sha256: string): Promise<OpenedPackage> => {
    const hint = seen.get(sha256);
    const there = hint === undefined ? null : await readPackage(files, hint).catch(() => null);
    if (there !== null)
      try {
        const opened = openPackage(there, keys());
        if (opened.model.sha256 === sha256) return opened;
      } catch {
        // The search below says what is wrong with it.
      }
    const refused: string[] = [];
    const found = (await stored((why) => refused.push(why))).find(({ model }) => model.sha256 === sha256);
    if (found !== undefined) return found;
    // It may be one of those that do not verify; its hash cannot be told from them.
    const what = refused.length === 0 ? 'package' : `package that verifies (${refused.join('; ')})`;
    throw new LoupeError('not-found', { what: what.slice(0, 500), id: sha256 });
  };
  const infoOf = ({ model, trustedBy, keyId }: OpenedPackage, active: string | undefined): ModelInfo => ({
    sha256: model.sha256,
    active: model.sha256 === active,
    trustedBy,
    keyId,
    manifest: model.manifest,
    golden: { tensors: model.golden.tensors.length, frames: model.golden.frames.length },
  });

  /** Runs a step that may refuse a package; the refusal is journalled and told. */
  const orRefuse = async <T>(
    name: string,
    version: number,
    by: Actor,
    step: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if (error instanceof FileError) throw notWritten(error);
      if (error instanceof LoupeError && ofStation.has(error.code)) throw error;
      const why = causeOf(error).slice(0, 500);
      await journal.append('package.refused', { name, version, why }, by);
      if (error instanceof LoupeError) throw error;
      const lost = lossOf(error);
      const data = { cause: why, ...(lost !== null && { lost }) };
      throw new LoupeError('model-unavailable', data, { cause: error });
    }
  };

  const install = (content: PackageFiles, by: Actor): Promise<ModelInfo> =>
    queue(async () => {
      const opened = await orRefuse('unknown', 0, by, async () => openPackage(content, keys()));
      const { name, version } = opened.model.manifest;
      await orRefuse(name, version, by, async () => {
        const there = await readPackage(files, { name, version });
        if (there !== null && openPackage(there, keys()).model.sha256 !== opened.model.sha256) {
          throw new LoupeError('conflict', {
            what: `${name} ${version} is stored already, with other content`,
          });
        }
        await tried(opened.model);
        if (there === null) await writePackage(files, { name, version }, content);
      });
      return infoOf(opened, (await readPointer(files))?.active.sha256);
    });

  return {
    async list() {
      const active = (await readPointer(files))?.active.sha256;
      return (await stored()).map((opened) => infoOf(opened, active));
    },
    install: (content, by = system) => install(content, by),
    installUnsigned: (content, by = system) => install(signPackage(content, station), by),
    activate: (sha256, why, by, serial, recorded = (record) => record()) =>
      queue(async () => {
        const { model } = await find(sha256);
        const next = refOf(model);
        await orRefuse(next.name, next.version, by, async () => {
          const { provider } = await tried(model);
          const before = await readPointer(files);
          const last = before?.followed[next.name] ?? 0;
          if (serial !== undefined && serial <= last)
            throw new LoupeError('conflict', {
              what: `promotion ${serial} of ${next.name} is not above ${last}, which was followed already`,
            });
          const plan = [{ model, stopOn }];
          await settlePackage(files, next);
          const record = async (): Promise<void> => {
            await writePointer(files, pointTo(next, before, serial));
            const data = {
              ...{ ...next, provider, previous: before?.active ?? null, plan: planOf(plan), why },
              ...(serial !== undefined && { serial }),
            };
            try {
              await journal.append('package.activated', data, by);
            } catch (error) {
              // What is not on record did not happen. (Killed in between, `resume` puts it on record.)
              await writePointer(files, before);
              throw error;
            }
          };
          await engine.use(plan, () => recorded(record));
        });
      }),
    async rehearse(sha256) {
      const { model } = await find(sha256);
      try {
        return await tried(model);
      } catch (error) {
        throw new LoupeError('model-unavailable', { cause: causeOf(error) }, { cause: error });
      }
    },
    followed: async (name) => (await readPointer(files))?.followed[name] ?? 0,
    keys,
    previous: async () => (await readPointer(files))?.previous ?? [],
    open: async (sha256) => (await find(sha256)).model,
    async files(sha256) {
      const { model } = await find(sha256);
      const content = await readPackage(files, model.manifest);
      if (content === null || openPackage(content, keys()).model.sha256 !== sha256)
        throw new LoupeError('model-unavailable', { cause: 'the stored package changed while it was read' });
      return content;
    },
    resume: (by = system) =>
      queue(async () => {
        const pointer = await readPointer(files);
        if (pointer === null) return false;
        const { model } = await find(pointer.active.sha256);
        const plan = [{ model, stopOn }];
        await engine.use(plan, async () => {
          const recorded = journal.state().activeModel;
          if (recorded?.sha256 === model.sha256) return;
          const why = 'found active at start';
          const data = { ...refOf(model), provider: 'cpu', previous: recorded, plan: planOf(plan), why };
          await journal.append('package.activated', data, by);
        });
        return true;
      }),
  };
}
