import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { parseEvent, type EventOf, type JournalEvent } from '../../../contract/events.ts';
import { createImageReader } from '../../images/store.ts';
import { listSealed, pathOf, signaturePath, summaryPath } from '../../journal/segments.ts';
import type { Files } from '../../platform.ts';
import type { Saved } from '../../save-path.fixture.ts';
import type { RunningServer } from '../mlflow/mlflow-server.fixture.ts';
import { askServer, type RestTag } from '../mlflow/rest.fixture.ts';
import { untar } from '../sending/memory-runs.fixture.ts';
import { runsOnServer, type ServerFile, type ServerRun } from './server-files.fixture.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** What was held against each other, so that nobody is pleased about nothing. */
export interface Ledger {
  /** What is missing, there twice, or not as it is on the station's disk. */
  readonly faults: readonly string[];
  readonly inspections: number;
  readonly segments: number;
  readonly shards: number;
  readonly pictures: number;
  readonly packages: number;
  readonly bytes: number;
}

/** Holds all that the server has of a station against the station's disk and what it acknowledged. */
export async function audit(
  server: RunningServer,
  files: Files,
  station: string,
  acknowledged: readonly Saved[],
): Promise<Ledger> {
  const faults: string[] = [];
  const runs = await runsOnServer(server);
  for (const key of twice(runs.map((run) => run.key))) faults.push(`the run ${key} is there twice`);
  const days = runs.filter(({ key }) => key.startsWith(`loupe/inspect/${station} `));
  const stored = days.flatMap((run) => run.files);

  const segments = await auditSegments(stored, files, faults);
  const pictures = await auditPictures(stored, files, segments.events, faults);
  auditFigures(days, segments, faults);
  const packages = await auditPackages(server, segments.events, faults);
  const lines = new Map(segments.events.map(({ seq, hash }) => [seq, hash]));
  for (const { seq, hash } of acknowledged)
    if (lines.get(seq) !== hash) faults.push(`the acknowledged line ${seq} is in no segment there`);
  return {
    faults,
    inspections: inspectionsOf(segments.events).length,
    segments: segments.count,
    ...pictures,
    packages,
    bytes: segments.bytes + pictures.bytes,
  };
}

const twice = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];
const inspectionsOf = (events: readonly JournalEvent[]) =>
  events.filter((event): event is EventOf<'inspection.recorded'> => event.kind === 'inspection.recorded');

/** @returns the lines as the server's files have them */
async function auditSegments(stored: readonly ServerFile[], files: Files, faults: string[]) {
  const sealed = await listSealed(files);
  const due = sealed.flatMap((segment) => [pathOf(segment), signaturePath(segment), summaryPath(segment)]);
  const there = stored.filter(({ path }) => path.startsWith('journal/'));
  const paths = there.map(({ path }) => path);
  for (const path of twice(paths)) faults.push(`${path} is there twice`);
  for (const path of due) if (!paths.includes(path)) faults.push(`${path} is missing`);
  const events: JournalEvent[] = [];
  let bytes = 0;
  for (const file of there) {
    if (!due.includes(file.path)) {
      faults.push(`${file.path} is there, and not on the station`);
      continue;
    }
    const content = await file.bytes();
    bytes += content.length;
    if (!same(content, await files.read(file.path))) faults.push(`${file.path} differs`);
    if (!file.path.endsWith('.jsonl')) continue;
    for (const line of new TextDecoder().decode(content).trimEnd().split('\n')) {
      const event = parseEvent(line);
      if (event === null) faults.push(`${file.path} has a line that is none`);
      else events.push(event);
    }
  }
  events.sort((a, b) => a.seq - b.seq);
  events.forEach(({ seq }, i) => {
    if (seq !== i + 1) faults.push(`line ${seq} where ${i + 1} belongs`);
  });
  return { count: sealed.length, events, bytes };
}

async function auditPictures(
  stored: readonly ServerFile[],
  files: Files,
  events: readonly JournalEvent[],
  faults: string[],
) {
  const images = createImageReader(files);
  const found: string[] = [];
  let [shards, bytes] = [0, 0];
  const look = async (name: string, content: Uint8Array) => {
    const sha256 = name.slice(0, 64);
    found.push(sha256);
    const own = await images.get(sha256).catch(() => null);
    const plain = name.endsWith('.zst') ? zstdDecompressSync(content) : content;
    if (own === null || !same(plain, own.bytes) || hashOf(plain) !== sha256)
      faults.push(`the picture ${name} differs`);
  };
  for (const file of stored.filter(({ path }) => path.startsWith('images/'))) {
    const content = await file.bytes();
    bytes += content.length;
    if (file.path.endsWith('.json')) {
      const tar = file.path.replace(/\.json$/, '.tar');
      if (!stored.some(({ path }) => path === tar)) faults.push(`${tar} is missing`);
    } else if (file.path.endsWith('.tar')) {
      shards++;
      if (!file.path.endsWith(`${hashOf(content)}.tar`))
        faults.push(`${file.path} is not what its name says`);
      const index = stored.find(({ path }) => path === file.path.replace(/\.tar$/, '.json'));
      const listed = index && (JSON.parse(new TextDecoder().decode(await index.bytes())) as Index).pictures;
      const inside = untar(content);
      if (listed?.map(({ name }) => name).join() !== [...inside.keys()].join())
        faults.push(`${file.path} does not hold what its list says`);
      for (const { name, offset, size } of listed ?? [])
        await look(name, content.subarray(offset, offset + size));
    } else await look(file.path.slice('images/ab/'.length), content);
  }
  for (const sha256 of twice(found)) faults.push(`the picture ${sha256} is there twice`);
  const there = new Set(found);
  const labelled = new Set(
    events.flatMap((event) => (event.kind === 'label.set' ? [event.data.inspection] : [])),
  );
  for (const { seq, data } of inspectionsOf(events)) {
    const wanted =
      ['defect', 'unsure'].includes(data.verdict) || [...labelled].some((id) => id.endsWith(`-${seq}`));
    if (wanted && !there.has(data.image.sha256))
      faults.push(`the picture ${data.image.sha256} of line ${seq} is missing`);
  }
  return { shards, pictures: there.size, bytes };
}
interface Index {
  readonly pictures: { readonly name: string; readonly offset: number; readonly size: number }[];
}

/** The charts have a point for each segment, and together as many inspections as there were. */
function auditFigures(
  days: readonly ServerRun[],
  { count, events }: { readonly count: number; readonly events: readonly JournalEvent[] },
  faults: string[],
): void {
  const points = days.flatMap(({ metrics }) => metrics).filter(({ key }) => key === 'count/inspected');
  const told = points.reduce((sum, { value }) => sum + value, 0);
  const recorded = inspectionsOf(events).length;
  if (points.length !== count) faults.push(`the charts have ${points.length} points for ${count} segments`);
  if (told !== recorded) faults.push(`the charts tell of ${told} inspections, the journal of ${recorded}`);
}

/** Every package once: as a version, and as the logged model below it. */
async function auditPackages(
  server: RunningServer,
  events: readonly JournalEvent[],
  faults: string[],
): Promise<number> {
  const due = new Set(events.flatMap((event) => (event.kind === 'limits.moved' ? [event.data.sha256] : [])));
  const versions = (await askServer(server, 'model-versions/search?max_results=1000')) as {
    model_versions?: { readonly tags?: RestTag[] }[];
  };
  const place = 'experiments/get-by-name?experiment_name=loupe/train/sample';
  const { experiment } = (await askServer(server, place)) as {
    experiment?: { readonly experiment_id: string };
  };
  const { models = [] } = (await askServer(server, 'logged-models/search', {
    experiment_ids: [experiment?.experiment_id ?? '0'],
  })) as { models?: { readonly info: { readonly tags?: RestTag[] } }[] };
  const kept = {
    'the version': versions.model_versions?.map(({ tags }) => tags),
    'the logged model': models.map(({ info }) => info.tags),
  };
  for (const [what, rows = []] of Object.entries(kept)) {
    const found = rows.map((tags) => tags?.find(({ key }) => key === 'loupe.sha256')?.value ?? 'of nobody');
    for (const sha256 of twice(found)) faults.push(`${what} of ${sha256} is there twice`);
    for (const sha256 of due) if (!found.includes(sha256)) faults.push(`${what} of ${sha256} is missing`);
    if (new Set(found).size > due.size) faults.push(`${what} of something else is there`);
  }
  return due.size;
}
