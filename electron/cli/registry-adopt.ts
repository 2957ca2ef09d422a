import { maxModelBytes } from '../../ml/onnx/gate.ts';
import type { ForeignModel } from '../contract/adopting.ts';
import { fetchModel } from '../host/registry/adopt.ts';
import type { Registry } from '../host/registry/registry.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { wrapFlags, wrapNetwork } from './model-wrap.ts';
import { openRegistry } from './open-registry.ts';
import { wishesOf } from './wrap-wishes.ts';

/**
 * `loupe registry adopt [MODEL]`: the models that somebody registered from Python; of one of them a package, signed by the station's key, with
 * what the flags of `loupe model wrap` say that no file does.
 */
export async function adoptCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { ...wrapFlags, number: { type: 'string' } });
  const [name, ...others] = positionals;
  if (others.length > 0) throw new UsageError('name one model');
  const { registry } = await openRegistry(values.data, io);
  const { models, more } = await registry.foreign();
  if (name === undefined) {
    for (const model of models) io.stdout(values.json ? JSON.stringify(model) : lineOf(model));
    if (more > 0) io.stderr(`and ${more} older ones`);
    return 0;
  }
  const number = values.number === undefined ? null : wholeNumber('number', values.number, 1, 1e9);
  const version = number ?? models.find((model) => model.name === name)?.version;
  if (version === undefined) throw new UsageError(`nobody registered a model ${name} that is no package`);
  const { onnx, said, origin } = await fetchModel(registry, { name, version }, maxModelBytes);
  const wishes = {
    ...(said.classes && { classes: said.classes.map((each) => ({ name: each })) }),
    ...(said.size && { size: said.size }),
    ...(await wishesOf(name, values)),
  };
  return wrapNetwork({ file: `${name} ${version}`, onnx, wishes, origin }, values, io);
}

/** Why a model cannot be pulled that is no package; null: no such model is there. */
export async function onlyAdopted(registry: Registry, model: string): Promise<string | null> {
  const { models } = await registry.foreign();
  const found = models.find(({ name }) => name === model || name === `loupe-${model}`);
  return found === undefined
    ? null
    : `${model} is no package: it was registered from Python${found.by === null ? '' : ` by ${found.by}`}, nobody signed it, and nothing says how it is fed. ` +
        `Adopt it on Models, or with: loupe registry adopt ${JSON.stringify(found.name)} --out PACKAGE`;
}

const lineOf = ({ name, version, at, by, bytes, description }: ForeignModel): string =>
  `${name} ${version}  ${at.slice(0, 16)}${by === null ? '' : `  by ${by}`}  ${bytes ?? 'unknown'} bytes  ${description}`.trimEnd();
