import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvent, type EventOf } from '../contract/events.ts';
import { checkImages } from '../host/images/check.ts';
import { createImageReader } from '../host/images/store.ts';
import { replay, type Replayed } from '../host/inspection/replay.ts';
import { listSegments, pathOf, rawLines } from '../host/journal/segments.ts';
import { verifyJournal } from '../host/journal/verify.ts';
import { createDiskFiles } from '../host/node/disk-files.ts';
import { readStation } from '../host/station.ts';
import { dataFolder, parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openStation } from './station.ts';

/** `loupe journal verify | export | replay`. The first two only read, and may run beside the station that writes. */
export async function journalCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, { csv: { type: 'boolean' } });
  const [action, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`journal ${action} takes no ${more[0]}`);
  const data = dataFolder(values.data, io.environment);
  if (!existsSync(join(data, 'station.json')))
    throw new UsageError(`there is no station in ${data}: name its folder with --data`);
  switch (action) {
    case 'verify':
      return verify(data, io, values.json === true);
    case 'export':
      return exportLines(data, io, values.csv === true);
    case 'replay':
      return replayAll(data, io, values.json === true);
    default:
      throw new UsageError('say what to do with the journal: verify, export or replay');
  }
}

async function verify(data: string, io: Io, json: boolean): Promise<ExitCode> {
  const files = createDiskFiles({ data });
  const station = await readStation(files);
  const stopped = () => new UsageError('stopped before the end');
  let last = { done: 0, total: 0, problems: [] as readonly { seq: number; what: string }[] };
  let told = 0;
  for await (const check of verifyJournal({ files, publicKeys: station?.publicKeys ?? [] })) {
    last = check;
    const percent = Math.floor((100 * check.done) / Math.max(1, check.total));
    if (percent >= told + 10 && percent < 100) io.stderr(`chain: ${(told = percent)} %`);
    if (io.signal.aborted) throw stopped();
  }
  const problems = [...last.problems];
  let inspections = 0;
  for await (const check of checkImages({ lines: linesOf(data), images: createImageReader(files) })) {
    problems.push(...check.problems);
    if (++inspections % 500 === 0) io.stderr(`images of ${inspections} inspections`);
    if (io.signal.aborted) throw stopped();
  }
  const clean = problems.length === 0;
  if (json) io.stdout(JSON.stringify({ bytes: last.total, inspections, clean, problems }));
  else {
    for (const { seq, what } of problems) io.stdout(`line ${seq}: ${what}`);
    io.stdout(
      clean
        ? `The record is whole: ${last.total} bytes of journal, the images of ${inspections} inspections.`
        : `${problems.length} problems.`,
    );
  }
  return clean ? 0 : 1;
}

async function* linesOf(data: string): AsyncGenerator<string> {
  const files = createDiskFiles({ data });
  for (const segment of await listSegments(files)) {
    const size = (await files.stat(pathOf(segment)))?.size ?? 0;
    for await (const { bytes, ended } of rawLines(files, pathOf(segment), size))
      if (ended) yield new TextDecoder().decode(bytes);
  }
}

const columns = [
  'seq',
  'at',
  'by',
  'verdict',
  'reason',
  'score',
  'instrument',
  'serial',
  'tray',
  'models',
  'image',
];

async function exportLines(data: string, io: Io, csv: boolean): Promise<ExitCode> {
  if (csv) io.stdout(columns.join(','));
  for await (const line of linesOf(data)) {
    if (io.signal.aborted) return 1;
    if (!csv) io.stdout(line);
    else {
      const event = parseEvent(line);
      if (event?.kind === 'inspection.recorded') io.stdout(row(event).map(cell).join(','));
    }
  }
  return 0;
}

type Cell = string | number | undefined;

function row({ seq, at, by, data }: EventOf<'inspection.recorded'>): Cell[] {
  const { instrument, serial, tray } = data.identity;
  const models = data.steps.map((step) => `${step.model} v${step.version}`).join(' + ');
  return [
    seq,
    at,
    by.id,
    data.verdict,
    data.reason,
    data.score,
    instrument,
    serial,
    tray,
    models,
    data.image.sha256,
  ];
}

/** A value as RFC 4180 has it; one that a spreadsheet would take for a formula is kept from it by an apostrophe. */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function replayAll(data: string, io: Io, json: boolean): Promise<ExitCode> {
  // Equal numbers are promised on the same provider, and every record of a CPU is a record of this one.
  const { host } = await openStation(data, null, io.places, { providers: ['cpu'] });
  const counts: Record<Replayed['outcome'], number> = { equal: 0, different: 0, skipped: 0, impossible: 0 };
  try {
    await host.ready.catch(() => undefined); // what is active now does not matter here
    const { journal, images, models, pictures, engine } = host;
    for await (const found of replay({ journal, images, models, pictures, engine, limitMs: 30_000 })) {
      counts[found.outcome]++;
      if (json) io.stdout(JSON.stringify(found));
      else if (found.outcome !== 'equal') io.stdout(`#${found.seq} ${found.outcome}: ${found.why ?? ''}`);
      const done = Object.values(counts).reduce((a, b) => a + b);
      if (done % 50 === 0) io.stderr(`${done} judged again`);
      if (io.signal.aborted) return 1;
    }
  } finally {
    await host.close();
  }
  const judged = counts.equal + counts.different + counts.impossible;
  io.stderr(`${counts.equal} of ${judged} equal, ${counts.skipped} skipped`);
  if (!json) io.stdout(`${counts.equal} of ${judged} equal`);
  return counts.equal === judged ? 0 : 1;
}
