import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { checkDataset } from '../../ml/dataset/check.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import { datasetReport, reportPage } from '../../ml/dataset/report.ts';
import { checkRules } from '../../ml/dataset/rules.ts';
import { sourceFolder } from '../host/datasets/source-folder.ts';
import { examine } from '../host/datasets/examine.ts';
import { parseArguments } from './arguments.ts';
import { keptActions, keptCommand, type KeptAction } from './dataset-kept.ts';
import { blocks, layoutOf, rulesIn, tellReport } from './dataset-words.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openBench } from './model-worker.ts';
import { openFolder } from './picture-files.ts';

const text = { type: 'string' } as const;

/** `loupe dataset check DIR`, which only reads, and what is done with the datasets of a station. */
export async function datasetCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const [action = '', ...rest] = args;
  if (action === 'check') return check(rest, io);
  if ((keptActions as readonly string[]).includes(action)) return keptCommand(action as KeptAction, rest, io);
  throw new UsageError(`say dataset ${['check', ...keptActions].join(', ')}`);
}

/** 0 where nothing blocks training, else 1. */
async function check(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { layout: text, report: text, rules: text });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError('name one dataset: a folder');
  const root = resolve(folder);
  const layout = values.layout === undefined ? undefined : layoutOf(values.layout);
  const rules = values.rules === undefined ? {} : await rulesIn(values.rules);
  const draft = await openFolder(root);
  const source = await readSource(sourceFolder(draft), { layout });
  const bench = await openBench(io);
  try {
    const examination = await examine(source, draft.read, bench.pictures, {
      signal: io.signal,
      onProgress: (done, total) => {
        if (done % 200 === 0 || done === total) io.stderr(`${done} of ${total} pictures`);
      },
    });
    const report = {
      layout: source.layout,
      ...datasetReport(examination, [...checkRules(examination, rules), ...checkDataset(examination)]),
    };
    if (values.report !== undefined)
      await writeFile(resolve(values.report), reportPage(basename(root), report));
    if (values.json) io.stdout(JSON.stringify(report));
    else {
      io.stdout(`${report.images} pictures (${report.layout})`);
      tellReport(report, io);
    }
    return blocks(report) ? 1 : 0;
  } finally {
    await bench.close();
  }
}
