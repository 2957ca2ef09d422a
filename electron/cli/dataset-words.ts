import { readFile } from 'node:fs/promises';
import type { DatasetReport } from '../../ml/dataset/report.ts';
import { readRules, type Rules } from '../../ml/dataset/rules.ts';
import { layouts, type Layout } from '../../ml/dataset/source.ts';
import { causeOf } from '../host/durable.ts';
import { oneOf } from './arguments.ts';
import { UsageError, type Io } from './io.ts';

/** What the checks of a dataset say, for people. */
export function tellReport(report: DatasetReport, io: Io): void {
  for (const [name, count] of Object.entries(report.classes)) io.stdout(`  ${name}: ${count}`);
  for (const { check, severity, count, examples } of report.findings)
    io.stdout(`${severity} ${check}: ${count}${examples[0] ? `, such as: ${examples[0].message}` : ''}`);
  if (report.findings.length === 0) io.stdout('no check found anything');
}

export const blocks = ({ findings }: DatasetReport): boolean =>
  findings.some(({ severity }) => severity === 'blocks');

/** A file of rules. @throws UsageError */
export async function rulesIn(path: string): Promise<Rules> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--rules ${path}: there is no such file`, { cause: error });
  });
  try {
    return readRules(text);
  } catch (error) {
    throw new UsageError(`--rules ${path}: ${causeOf(error)}`, { cause: error });
  }
}

/** @throws UsageError */
export const layoutOf = (name: string): Layout => oneOf('layout', name, layouts);
