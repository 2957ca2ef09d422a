import { modelName } from '../../ml/package/manifest.ts';
import { LoupeError, type ErrorCode } from '../contract/errors.ts';
import { openPackage, type TrustedKey } from '../host/models/package.ts';
import { causeOf } from '../host/durable.ts';
import { believe } from '../host/registry/statements/believe.ts';
import type { RegisteredVersion, Registry } from '../host/registry/registry.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { writeFolder } from './model-files.ts';
import { openRegistry } from './open-registry.ts';
import { adoptCommand, onlyAdopted } from './registry-adopt.ts';
import { registryLogin, registryLogout } from './registry-server/login.ts';
import { registryServe } from './registry-server/serve.ts';
import { listStations } from './registry-stations.ts';
import { promoteCommand, pullToStation, rollbackCommand } from './registry-station.ts';
import { readPackageFolder } from './station.ts';

/** `loupe registry serve | login | logout | list | push | pull | adopt | promote | rollback`: the registry that the station's settings name. */
export async function registryCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const [action = '', ...rest] = args;
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (run === undefined) throw new UsageError(`say what to do: ${Object.keys(actions).join(', ')}`);
  try {
    return await run(rest, io);
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error;
    io.stderr(inWords(error));
    return 1;
  }
}

/** What to do about it, where it is the registry that does not do its part. */
const remedies: Partial<Record<ErrorCode, string>> = {
  'registry-unreachable': 'Try again once the registry answers; the station works on without it',
  'registry-refused':
    '“Try it” in Station, Registry says what to mend; loupe registry login gives it another login',
};

/** `registry-unreachable: connect ECONNREFUSED 127.0.0.1:7312. Try again …` */
function inWords({ code, data }: LoupeError): string {
  const remedy = remedies[code];
  if (remedy === undefined || !('cause' in data)) return `${code}: ${Object.values(data).join('; ')}`;
  return `${code}: ${data.cause.replace(/[.\s]+$/, '')}. ${remedy}`;
}

const actions: Record<string, (args: readonly string[], io: Io) => Promise<ExitCode>> = {
  serve: registryServe,
  login: registryLogin,
  logout: registryLogout,
  list: listCommand,
  push: pushCommand,
  pull: pullCommand,
  adopt: adoptCommand,
  promote: promoteCommand,
  rollback: rollbackCommand,
};
const text = { type: 'string' } as const;

async function listCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { stations: { type: 'boolean' } });
  if (values.stations === true) return listStations(values, io);
  const { registry, keys } = await openRegistry(values.data, io);
  const models = positionals.length > 0 ? positionals : await registry.models();
  for (const model of models) {
    const champion = await registry.promoted(model, 'champion').catch(() => null);
    const challenger = await registry.promoted(model, 'challenger').catch(() => null);
    for (const { name, version, sha256, tags } of await registry.versions(model)) {
      const stands = [champion, challenger].find((one) => one?.promotion.sha256 === sha256) ?? null;
      const alias = stands?.promotion.alias ?? null;
      const promotedBy = stands === null ? null : whoseIs(stands, keys);
      const { serial = null, reason = null } = stands?.promotion ?? {};
      io.stdout(
        values.json
          ? JSON.stringify({ name, version, sha256, alias, serial, promotedBy, reason, tags })
          : `${name} ${version}  ${sha256.slice(0, 12)}…${alias ? `  ${alias} (serial ${serial}, by ${promotedBy}: ${reason})` : ''}`,
      );
    }
  }
  return 0;
}

function whoseIs(signed: Parameters<typeof believe>[0], keys: readonly TrustedKey[]): string {
  try {
    return believe(signed, keys);
  } catch {
    return 'nobody this station trusts';
  }
}

async function pushCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError('name one package');
  const files = await readPackageFolder(folder);
  const { registry, keys } = await openRegistry(values.data, io);
  let opened;
  try {
    opened = openPackage(files, keys);
  } catch (error) {
    io.stderr(`${folder} is refused: ${causeOf(error)}`);
    return 1;
  }
  const { name, version } = opened.model.manifest;
  const { sha256 } = opened.model;
  await registry.register({ name, version, sha256 }, files, { 'loupe.signed_by': opened.keyId });
  io.stdout(
    values.json
      ? JSON.stringify({ name, version, sha256, signedBy: opened.keyId })
      : `${name} ${version} is registered; nothing judges with it until it is promoted`,
  );
  return 0;
}

/** To a folder, or to the station; without a version what is promoted, and then the station obeys. */
async function pullCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { version: text, out: text });
  const [model, ...more] = positionals;
  if (model === undefined || more.length > 0) throw new UsageError('name one model');
  const { registry, keys } = await openRegistry(values.data, io);
  const known = modelName.safeParse(model).success && (await registry.versions(model)).length > 0;
  const why = known ? null : await onlyAdopted(registry, model);
  if (why !== null) {
    io.stderr(why);
    return 1;
  }
  const version = values.version === undefined ? null : wholeNumber('version', values.version, 1, 1e9);
  if (version === null && values.out === undefined) return pullToStation(model, null, values, io);
  const ref = await wanted(registry, model, version);
  const files = await registry.fetch(ref);
  let signedBy: string;
  try {
    const { model: found, trustedBy } = openPackage(files, keys);
    if (found.sha256 !== ref.sha256) throw new Error('it is another package than was registered');
    signedBy = trustedBy;
  } catch (error) {
    io.stderr(`${model} ${ref.version} is refused: ${causeOf(error)}`);
    return 1;
  }
  if (values.out === undefined) return pullToStation(model, files, values, io);
  await writeFolder(values.out, files);
  const said = { ...ref, package: values.out, trustedBy: signedBy };
  io.stdout(
    values.json
      ? JSON.stringify(said)
      : `${model} ${ref.version} is in ${values.out}, trusted by ${signedBy}`,
  );
  return 0;
}

/** @throws UsageError when there is no such version, or more than one content of it */
async function wanted(registry: Registry, model: string, version: number | null): Promise<RegisteredVersion> {
  const all = await registry.versions(model);
  const champion = version === null ? await registry.promoted(model, 'champion') : null;
  const found = all.filter((one) =>
    version === null ? one.sha256 === champion?.promotion.sha256 : one.version === version,
  );
  const [ref, other] = found;
  if (ref !== undefined && other === undefined) return ref;
  const known = all.map((one) => one.version).join(', ') || 'none';
  throw new UsageError(
    ref === undefined
      ? `the registry has no ${version === null ? 'promoted version' : `version ${version}`} of ${model}; it has ${known}`
      : `the registry has two contents of ${model} ${ref.version}; promote one of them first`,
  );
}
