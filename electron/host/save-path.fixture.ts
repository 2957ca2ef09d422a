import { openImages, type ImageStore } from './images/store.ts';
import type { Journal } from './journal/journal.ts';
import { openJournal } from './journal/open.ts';
import type { Platform } from './platform.ts';
import { openStation, type Station } from './station.ts';
import { inspection, technician } from './events.fixture.ts';

/** What a host opens of the record. */
export interface Record {
  readonly station: Station;
  readonly journal: Journal;
  readonly images: ImageStore;
}

export async function openRecord(platform: Platform, sealBytes = 8_000_000): Promise<Record> {
  const station = await openStation({ platform, app: '0.1.0' });
  const limits = { sealBytes, sealAgeMs: 86_400_000 };
  const journal = await openJournal({ platform, station, app: '0.1.0', limits });
  return { station, journal, images: await openImages({ platform, floorBytes: () => 0 }) };
}

export interface Saved {
  readonly seq: number;
  readonly hash: string;
  readonly sha256: string;
}

/** The save path: image, then journal line, then the answer. Every image has the same size, so that it may be laid over a spare. */
export async function save(record: Record, label: string): Promise<Saved> {
  const bytes = new TextEncoder().encode(`picture ${label.padEnd(16)} `.repeat(20));
  const sha256 = await record.images.put('y4m', [bytes.subarray(0, 26), bytes.subarray(26)]);
  const { seq, hash } = await record.journal.append(
    'inspection.recorded',
    inspection(sha256, label),
    technician,
  );
  return { seq, hash, sha256 };
}

/** What is wrong with the record: a broken chain, an inspection whose image is missing or twice in the journal, an acknowledged one that is gone. */
export async function faultsOf(record: Record, acknowledged: readonly Saved[]): Promise<string[]> {
  const faults: string[] = [];
  const health = record.journal.health();
  if (!health.ok) faults.push(`stopped: ${health.why}`);
  for await (const check of record.journal.verify())
    for (const { seq, what } of check.problems) faults.push(`verify ${seq}: ${what}`);

  const found = new Map<number, string>();
  const labels = new Set<string>();
  const decoder = new TextDecoder();
  let lines = '';
  for (let after = 0; ;) {
    const page = await record.journal.read(after, 500_000);
    if (page.lines.length === 0) break;
    lines = decoder.decode(page.lines);
    for (const line of lines.trimEnd().split('\n')) {
      const event = JSON.parse(line) as {
        seq: number;
        hash: string;
        kind: string;
        data: { image: { sha256: string }; source: { label: string } };
      };
      if (event.seq !== ++after) faults.push(`line ${event.seq} where ${after} belongs`);
      found.set(event.seq, event.hash);
      if (event.kind !== 'inspection.recorded') continue;
      const { image, source } = event.data;
      if (labels.has(source.label)) faults.push(`${source.label} is in the journal twice`);
      labels.add(source.label);
      await record.images
        .get(image.sha256)
        .catch((error: Error) => faults.push(`image of line ${event.seq}: ${error.message}`));
    }
  }
  for (const { seq, hash } of acknowledged)
    if (found.get(seq) !== hash) faults.push(`acknowledged line ${seq} is gone`);
  return [...new Set(faults)];
}
