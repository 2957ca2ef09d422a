import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkDataset } from '../../ml/dataset/check.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import { datasetReport, reportPage } from '../../ml/dataset/report.ts';
import { layouts, type Layout } from '../../ml/dataset/source.ts';
import { examine } from '../host/datasets/examine.ts';
import { parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openBench } from './model-worker.ts';
import { nearest } from './nearest.ts';
import { filesBelow } from './picture-files.ts';

const text = { type: 'string' } as const;

/** `loupe dataset check DIR`: 0 where nothing blocks training, else 1. */
export async function datasetCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { layout: text, report: text });
  const [action, folder, ...more] = positionals;
  if (action !== 'check') throw new UsageError('say dataset check DIR');
  if (folder === undefined || more.length > 0) throw new UsageError('name one dataset: a folder');
  const root = resolve(folder);
  const files = await filesBelow(root);
  const layout = layoutOf(values.layout);
  const source = await readSource({ files, text: (file) => readFile(join(root, file), 'utf8') }, { layout });
  const bench = await openBench(io);
  try {
    const examination = await examine(
      source,
      async (file) => new Uint8Array(await readFile(join(root, file))),
      bench.pictures,
      {
        signal: io.signal,
        onProgress: (done, total) => {
          if (done % 200 === 0 || done === total) io.stderr(`${done} of ${total} pictures`);
        },
      },
    );
    const report = { layout: source.layout, ...datasetReport(examination, checkDataset(examination)) };
    if (values.report !== undefined)
      await writeFile(resolve(values.report), reportPage(basename(root), report));
    if (values.json) io.stdout(JSON.stringify(report));
    else {
      io.stdout(`${report.images} pictures (${report.layout})`);
      for (const [name, count] of Object.entries(report.classes)) io.stdout(`  ${name}: ${count}`);
      for (const { check, severity, count, examples } of report.findings)
        io.stdout(`${severity} ${check}: ${count}, such as: ${examples[0]?.message ?? ''}`);
      if (report.findings.length === 0) io.stdout('no check found anything');
    }
    return report.findings.some(({ severity }) => severity === 'blocks') ? 1 : 0;
  } finally {
    await bench.close();
  }
}

function layoutOf(name: string | undefined): Layout | undefined {
  if (name === undefined) return undefined;
  const found = layouts.find((layout) => layout === name);
  if (found) return found;
  const guess = nearest(name, layouts);
  throw new UsageError(
    `--layout ${name}: ${guess ? `did you mean ${guess}?` : `known are ${layouts.join(', ')}`}`,
  );
}
