import { LoupeError } from '../contract/errors.ts';
import { system } from '../contract/people.ts';
import type { Host } from '../host/host.ts';
import type { PackageFiles } from '../host/models/folder.ts';
import { dataFolder, parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openStation } from './station.ts';

// What changes a station: it must not run meanwhile.

interface Everywhere {
  readonly json?: boolean | undefined;
  readonly data?: string | undefined;
}
const text = { type: 'string' } as const;

async function withStation(
  data: string | undefined,
  io: Io,
  act: (host: Host) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { host } = await openStation(dataFolder(data, io.environment), null, io.places);
  try {
    // Whether this station can judge now does not matter here.
    await host.ready.catch(() => undefined);
    return await act(host);
  } finally {
    await host.close();
  }
}

/** Stores a fetched package, or, where there is none, does what is promoted. */
export const pullToStation = (
  model: string,
  files: PackageFiles | null,
  { json, data }: Everywhere,
  io: Io,
): Promise<ExitCode> =>
  withStation(data, io, async (host) => {
    if (files !== null) {
      const { manifest, sha256 } = await host.models.install(files);
      const { name, version } = manifest;
      io.stdout(
        json
          ? JSON.stringify({ name, version, sha256 })
          : `${name} ${version} is stored; what judges does not change`,
      );
      return 0;
    }
    const obeyed = await host.registry.promotions.obey(model);
    const [active] = host.engine.status().models;
    const judges = active === undefined ? null : `${active.manifest.name} ${active.manifest.version}`;
    const said = { model, serial: obeyed?.serial ?? null, waitsFor: obeyed?.tray ?? null, judges };
    io.stdout(
      json
        ? JSON.stringify(said)
        : obeyed === null
          ? `nothing new is promoted; ${judges ?? 'nothing'} judges`
          : `promotion ${obeyed.serial} is followed${obeyed.tray === null ? `; ${judges} judges` : ` once the tray ${obeyed.tray} is closed`}`,
    );
    return 0;
  });

/** What promote and rollback take. @throws UsageError */
function wishOf(args: readonly string[]) {
  const { values, positionals } = parseArguments(args, { version: text, reason: text, test: text });
  const [model, ...more] = positionals;
  if (model === undefined || more.length > 0) throw new UsageError('name one model');
  if (values.version === undefined) throw new UsageError('--version is missing: the number of the version');
  const reason = values.reason?.trim() ?? '';
  if (reason === '') throw new UsageError('--reason is missing: why, for the record');
  return { values, model, reason, version: wholeNumber('version', values.version, 1, 1e9) };
}

/** The five checks of the Promote page, and the promotion where all are passed; `--test` has both packages judge a dataset's test first. */
export async function promoteCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, model, reason, version } = wishOf(args);
  return withStation(values.data, io, async (host) => {
    const stored = await host.models.list();
    const found = stored.find(({ manifest }) => manifest.name === model && manifest.version === version);
    if (found === undefined) throw new UsageError(`${model} ${version} is not stored on this station`);
    const { sha256 } = found;
    if (values.test !== undefined) await judgeBoth(host, sha256, values.test, io);
    const { checks } = await host.registry.promotions.look(sha256);
    for (const { check, passed, why } of checks)
      io.stderr(`${passed ? 'passed' : 'failed'}  ${check}: ${why}`);
    if (checks.some(({ passed }) => !passed)) {
      if (values.json) io.stdout(JSON.stringify({ model, version, promoted: false, checks }));
      return 1;
    }
    const { serial, tray } = await host.registry.promotions.promote({ sha256, version, reason }, system);
    io.stdout(
      values.json
        ? JSON.stringify({ model, version, sha256, promoted: true, serial, waitsFor: tray, checks })
        : `${model} ${version} is promoted (serial ${serial})${tray === null ? '' : `; it takes over when the tray ${tray} is closed`}`,
    );
    return 0;
  });
}

/** @throws UsageError for a dataset that is not there; LoupeError for one that cannot be judged */
async function judgeBoth(host: Host, sha256: string, named: string, io: Io): Promise<void> {
  const set = host.datasets.list().find(({ name, hash }) => name === named || hash === named);
  if (set === undefined) throw new UsageError(`there is no dataset ${named} on this station`);
  const champion = (await host.registry.promotions.look(sha256)).champion?.sha256;
  for (const model of [sha256, champion])
    if (model !== undefined)
      await host.evaluations.start({ model, dataset: set.hash, split: 'test' }, system);
  let told = 0;
  for await (const { running, waiting, failed } of host.evaluations.follow(io.signal)) {
    if (failed !== null) throw new LoupeError(failed.code, failed.data as never);
    if (running !== null && running.done >= told + 10)
      io.stderr(`judged ${(told = running.done)} of ${running.total}`);
    if (running === null && waiting.length === 0) return;
    if (running?.done === 0) told = 0;
  }
  throw new UsageError('stopped before the end');
}

export async function rollbackCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, model, reason, version } = wishOf(args);
  return withStation(values.data, io, async (host) => {
    const last = await host.models.previous();
    const back = last.find((one) => one.name === model && one.version === version);
    if (back === undefined) {
      const known = last.map((one) => `${one.name} ${one.version}`).join(', ') || 'none';
      throw new UsageError(`this station cannot go back to ${model} ${version}; it can to: ${known}`);
    }
    const { serial, published } = await host.registry.promotions.rollback(
      { sha256: back.sha256, version, reason },
      system,
    );
    const other = published
      ? '; stations that trust this one follow at their next poll'
      : '; the registry did not answer: it is told when this station runs, and stations that trust it follow then';
    io.stdout(
      values.json
        ? JSON.stringify({ ...back, serial, published })
        : `back to ${model} ${version} (serial ${serial})${other}`,
    );
    return 0;
  });
}
