import { createHash } from 'node:crypto';
import { jsonBytes } from '../../durable.ts';
import { encodeLine, readLine, type LineFields } from '../../journal/line.ts';
import { listSealed, pathOf, signaturePath, summaryPath } from '../../journal/segments.ts';
import type { Files } from '../../platform.ts';
import type { Station } from '../../station.ts';
import { reportOf } from '../statements/report.fixture.ts';
import { reportFile, reportRun, signReport, type PinnedKey } from '../statements/report.ts';
import { inspectCollection, type Runs } from '../runs.ts';
import type { StoredRun, World } from '../sending/memory-runs.fixture.ts';
import { settle, type Bench } from '../sending/sender-bench.fixture.ts';
import type { Verified } from './copy.ts';
import { createFarPictures } from './far-pictures.ts';
import { openFollower } from './follower.ts';
import { createIdentify } from './known.ts';

/** The sealed segments of a station's own folder, as if they had been fetched and verified. */
export async function verifiedOf(files: Files): Promise<Verified[]> {
  const all: Verified[] = [];
  for (const segment of await listSealed(files)) {
    const paths = [signaturePath(segment), summaryPath(segment), pathOf(segment)];
    const parts = await Promise.all(paths.map(async (path) => ({ path, bytes: await files.read(path) })));
    const bytes = parts.at(-1)!.bytes;
    const last = readLine(bytes.subarray(bytes.lastIndexOf(10, -2) + 1, -1))!;
    all.push({ segment, files: parts, last });
  }
  return all;
}

/** What lies in a folder and below it, by path. */
export async function treeOf(files: Files, folder: string): Promise<Map<string, Uint8Array>> {
  const all = new Map<string, Uint8Array>();
  for (const name of await files.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if ((await files.stat(path))!.folder) for (const entry of await treeOf(files, path)) all.set(...entry);
    else all.set(path, await files.read(path));
  }
  return all;
}

/** A report as a station gives it at each poll. */
export async function report(
  { station, journal, runs }: Pick<Bench, 'station' | 'journal'> & { readonly runs: Runs },
  by: Pick<Station, 'publicKey' | 'sign'> = station,
): Promise<void> {
  const said = reportOf(station.stationId, station.publicKeys, {
    journal: { id: journal.journalId, head: journal.head(), sealed: journal.sealed() },
  });
  const run = reportRun(station.stationId);
  await runs.open(run, { name: 'station', at: 0 });
  await runs.put(run, reportFile, signReport(said, by));
}

/** Lets a station of the game follow the others. */
export function openFollowing(
  { platform, station, runs, journal, images, followed }: Bench,
  trusted: () => readonly PinnedKey[],
) {
  const follower = openFollower({
    ...{ platform, followed, runs, own: station.stationId },
    identify: createIdentify({ runs, own: station, keys: trusted, clock: platform.clock }),
    hasRoom: () => Promise.resolve(true),
  });
  const far = createFarPictures({ platform, journal, images, followed, runs: () => runs });
  return { followed, follower, far };
}

/** Time goes on so far that every station was looked at `rounds` times. */
export async function pass({ clock }: Pick<Bench, 'clock'>, rounds = 1): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    clock.advance(60_000);
    await settle(200);
  }
}

/** The day runs of a station. */
export const daysOf = (world: World, station: string): StoredRun[] =>
  [...world.runs.values()].filter(
    ({ collection, key }) => collection === inspectCollection(station) && key !== 'station',
  );

/** A segment written anew by somebody who knows how, `change` applied to each line, and signed by `by`. */
export function forged(
  bytes: Uint8Array,
  by: Pick<Station, 'publicKey' | 'sign' | 'stationId'>,
  change: (fields: LineFields, i: number) => LineFields,
) {
  let prev: string | null = null;
  let text = '';
  let firstSeq = 0;
  const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
  for (const [i, line] of lines.entries()) {
    const fields = change(JSON.parse(line) as LineFields, i);
    const encoded = encodeLine({ ...fields, prev: prev ?? fields.prev });
    if (i === 0) firstSeq = fields.seq;
    text += new TextDecoder().decode(encoded.bytes);
    prev = encoded.hash;
  }
  const sha256 = createHash('sha256').update(text).digest('hex');
  const signature = Buffer.from(by.sign(new TextEncoder().encode(`loupe-segment:${sha256}`)));
  return {
    name: `${firstSeq}-${sha256}.jsonl`,
    bytes: new TextEncoder().encode(text),
    signature: jsonBytes({
      ...{ format: 1, station: by.stationId, sha256, publicKey: by.publicKey },
      signature: signature.toString('base64'),
    }),
  };
}
