import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { splits } from '../../ml/dataset/dataset.ts';
import type { DatasetSummary } from '../contract/datasets.ts';
import { system } from '../contract/people.ts';
import type { Progress } from '../host/datasets/import.ts';
import type { Host } from '../host/host.ts';
import { dataFolder, oneOf, parseArguments, wholeNumber } from './arguments.ts';
import {
  datasetFlags,
  meantClasses,
  newName,
  share,
  wishesOf,
  type DatasetValues,
} from './dataset-wishes.ts';
import { layoutOf, tellReport } from './dataset-words.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { nearest } from './nearest.ts';
import { openFolder } from './picture-files.ts';
import { openStation } from './station.ts';

interface Work {
  readonly host: Host;
  readonly values: DatasetValues;
  readonly words: readonly string[];
  readonly io: Io;
}

/** What is done with the datasets of a station. Exit code 1: what was asked for is refused because something blocks. */
export async function keptCommand(action: KeptAction, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals: words } = parseArguments(args, datasetFlags);
  const { host } = await openStation(dataFolder(values.data, io.environment), null, io.places, {
    providers: ['cpu'],
  });
  try {
    return await actions[action]({ host, values: values as DatasetValues, words, io });
  } finally {
    await host.close();
  }
}

const actions = {
  async import(work: Work) {
    const [folder, ...more] = work.words;
    if (folder === undefined || more.length > 0) throw new UsageError('name one folder to import');
    const name = newName(folder, work.values.name);
    const draft = await openFolder(resolve(folder));
    const { datasets } = work.host;
    const { passedOver } = await follow(
      datasets.import(name, draft, wishesOf(work.values), system, work.io.signal),
      work.io,
    );
    await datasets.change(name, system, async (now) => {
      const { dataset } = now!;
      const classes = meantClasses(dataset.classes, work.values);
      return { dataset: { ...dataset, classes }, made: 'what its classes mean' };
    });
    return tell(work, name, { passedOver });
  },
  async add(work: Work) {
    const { name, rest } = named(work);
    const [folder, ...more] = rest;
    if (folder === undefined || more.length > 0)
      throw new UsageError('name the dataset, then one folder to add');
    const { passedOver } = await follow(
      work.host.datasets.add(
        name,
        await openFolder(resolve(folder)),
        wishesOf(work.values),
        system,
        work.io.signal,
      ),
      work.io,
    );
    return tell(work, name, { passedOver });
  },
  async show(work: Work) {
    if (work.words.length > 0) return tell(work, named(work).name);
    for (const summary of work.host.datasets.list())
      work.io.stdout(work.values.json ? JSON.stringify(summary) : line(summary));
    return 0;
  },
  async split(work: Work) {
    const { name } = named(work);
    const { valid = '0.15', test = '0.15', seed = '1' } = work.values;
    const shares = { valid: share('valid', valid), test: share('test', test) };
    await work.host.datasets.split(
      name,
      { ...shares, seed: wholeNumber('seed', seed, 0, 4_294_967_295) },
      system,
    );
    return tell(work, name);
  },
  async keep(work: Work) {
    const { name, rest } = named(work);
    const [check, ...more] = rest;
    const side = oneOf('in', work.values.in ?? 'train', splits);
    if (check === undefined || more.length > 0) throw new UsageError('name the dataset, then one check');
    await work.host.datasets.keepIn(name, check, side, system);
    return tell(work, name);
  },
  async quarantine(work: Work) {
    const { name, rest } = named(work);
    const { report } = await work.host.datasets.get(name);
    const blocking = report.findings
      .filter(({ severity }) => severity === 'blocks')
      .map(({ check }) => check);
    const checks = rest.length > 0 ? rest : blocking;
    if (checks.length > 0) await work.host.datasets.quarantine(name, checks, system);
    return tell(work, name);
  },
  async undo(work: Work) {
    const { name } = named(work);
    await work.host.datasets.undo(name);
    return tell(work, name);
  },
  async freeze(work: Work) {
    const { name } = named(work);
    const { summary } = await work.host.datasets.get(name);
    if (summary.blocks > 0) {
      await tell(work, name);
      work.io.stderr(`${name} is not frozen: mend what blocks, or leave it out with dataset quarantine`);
      return 1;
    }
    await work.host.datasets.freeze(name, system);
    return tell(work, name);
  },
  async export(work: Work) {
    const { name } = named(work);
    const { layout, out } = work.values;
    if (layout === undefined || out === undefined) throw new UsageError('say --layout and --out FOLDER');
    const { paths, notes, each } = await work.host.exports.files(name, layoutOf(layout));
    const folder = resolve(out);
    const unfinished = `${folder}.part`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    for await (const { path, bytes } of each()) {
      work.io.signal.throwIfAborted();
      await mkdir(dirname(join(unfinished, path)), { recursive: true });
      await writeFile(join(unfinished, path), bytes);
    }
    // Refused by the system where the folder is there and holds something.
    await rename(unfinished, folder).catch((error: unknown) => {
      throw new UsageError(`--out ${out}: it is there already, or cannot be written`, { cause: error });
    });
    for (const note of notes) work.io.stderr(note);
    work.io.stdout(
      work.values.json
        ? JSON.stringify({ name, layout, folder, files: paths.length, notes })
        : `${paths.length} files in ${out}`,
    );
    return 0;
  },
  async remove(work: Work) {
    const { name } = named(work);
    await work.host.datasets.remove(name, system);
    work.io.stdout(
      work.values.json ? JSON.stringify({ removed: name }) : `${name} is gone; its pictures stay`,
    );
    return 0;
  },
} as const satisfies Readonly<Record<string, (work: Work) => Promise<ExitCode>>>;
export type KeptAction = keyof typeof actions;
export const keptActions = Object.keys(actions) as readonly KeptAction[];

/** A dataset as it is now, in the shape of `dataset check`, with its name and hash. */
async function tell(
  { host, values, io }: Work,
  name: string,
  more: { readonly passedOver?: readonly { file: string; why: string }[] } = {},
): Promise<0> {
  const { summary, report } = await host.datasets.get(name);
  const { hash, frozen, parent, task, made } = summary;
  if (values.json) {
    const examples = report.findings.map((one) => ({ ...one, examples: one.examples.slice(0, 20) }));
    io.stdout(
      JSON.stringify({ name, hash, frozen, parent, task, made, ...report, findings: examples, ...more }),
    );
    return 0;
  }
  io.stdout(line(summary));
  tellReport(report, io);
  for (const { file, why } of more.passedOver ?? []) io.stderr(`passed over: ${file}: ${why}`);
  return 0;
}

const line = ({ name, images, task, hash, frozen, made }: DatasetSummary): string =>
  `${name}: ${images} pictures to ${task}, ${frozen ? 'frozen' : made}, ${hash.slice(0, 12)}`;

/** The dataset that the first word names. @throws UsageError */
function named({ words: [name, ...rest], host }: Work): { name: string; rest: readonly string[] } {
  if (name === undefined) throw new UsageError('name a dataset');
  const names = host.datasets.list().map((one) => one.name);
  if (names.includes(name)) return { name, rest };
  const guess = nearest(name, names);
  throw new UsageError(
    `there is no dataset ${name}; ${guess ? `did you mean ${guess}?` : `there are: ${names.join(', ') || 'none'}`}`,
  );
}

/** Runs the work to its end and says now and then how far it is. */
async function follow<T>(work: AsyncGenerator<Progress, T>, io: Io): Promise<T> {
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    const { done, total } = next.value;
    if (done % 200 === 0 || done === total) io.stderr(`${done} of ${total} files`);
  }
}
