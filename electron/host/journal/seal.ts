import { createHash, createPublicKey, subtle, verify } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../../contract/events.ts';
import { jsonBytes, writeWhole } from '../durable.ts';
import type { Files } from '../platform.ts';
import type { Station } from '../station.ts';
import { eventOf, gap, origin, readLine, type Head } from './line.ts';
import {
  folder,
  openSegmentName,
  pathOf,
  rawLines,
  sealedSegment,
  signaturePath,
  summaryPath,
  type Segment,
} from './segments.ts';
import { createCounts, type SegmentSummary } from './summary.ts';

/** What stands in `<segment>.sig`: Ed25519 over the text `loupe-segment:<sha256>`. */
export const signatureSchema = z.strictObject({
  format: z.literal(1),
  station: z.string(),
  sha256,
  /** DER (SPKI), base64. */
  publicKey: z.string(),
  /** base64 */
  signature: z.string(),
});
type Signature = z.infer<typeof signatureSchema>;

const statement = (hash: string): Uint8Array => new TextEncoder().encode(`loupe-segment:${hash}`);

/** Gives the closed file its final name. Done twice it does nothing new, so that a failed attempt can be repeated. */
export async function renameSealed(files: Files, firstSeq: number, hash: string): Promise<Segment> {
  const sealed = sealedSegment(firstSeq, hash);
  const open = pathOf({ name: openSegmentName(firstSeq) });
  if ((await files.stat(open)) !== null) {
    // Off this thread: a segment is megabytes.
    const found = Buffer.from(await subtle.digest('SHA-256', await files.read(open))).toString('hex');
    if (found !== hash) throw new Error(`${open} no longer holds what was written to it`);
    await files.rename(open, pathOf(sealed));
  }
  await files.syncFolder(folder);
  return sealed;
}

/** Writes the signature and the summary of a sealed segment. Both are derived: a start makes what a power cut left out. */
export async function writeDerived(
  files: Files,
  station: Station,
  segment: Segment,
  counts: SegmentSummary['counts'],
  lastSeq: number,
): Promise<void> {
  const hash = segment.sha256 ?? '';
  const signature: Signature = {
    format: 1,
    station: station.stationId,
    sha256: hash,
    publicKey: station.publicKey,
    signature: Buffer.from(station.sign(statement(hash))).toString('base64'),
  };
  await writeWhole(files, signaturePath(segment), jsonBytes(signature));
  const { name, firstSeq } = segment;
  const summary: SegmentSummary = { format: 1, segment: name, firstSeq, lastSeq, counts };
  await writeWhole(files, summaryPath(segment), jsonBytes(summary));
}

/** Makes signature and summary of sealed segments that lack one, after checking them whole. Returns what is wrong with those it did not sign. */
export async function finishSeals(
  files: Files,
  station: Station,
  segments: readonly Segment[],
): Promise<string[]> {
  const names = new Set(await files.list(folder));
  const lacks = (path: string) => !names.has(path.slice(folder.length + 1));
  const problems: string[] = [];
  for (const segment of segments) {
    if (segment.sha256 === null || !(lacks(signaturePath(segment)) || lacks(summaryPath(segment)))) continue;
    const counts = createCounts();
    const hash = createHash('sha256');
    let head: Head | null = null;
    let problem: string | null = null;
    for await (const { bytes, ended } of rawLines(files, pathOf(segment), Number.MAX_SAFE_INTEGER)) {
      hash.update(bytes).update(ended ? '\n' : '');
      const line = readLine(bytes);
      problem ??=
        line === null ? 'damaged' : gap(head ?? { seq: segment.firstSeq - 1, hash: line.prev }, line);
      head = line ?? head;
      counts.add(eventOf(bytes));
    }
    if (hash.digest('hex') !== segment.sha256) problem = 'its bytes do not match its name';
    if (problem === null) await writeDerived(files, station, segment, counts.list(), (head ?? origin).seq);
    else problems.push(`${segment.name}: ${problem}`);
  }
  return problems;
}

/** Whether a signature file stands for this segment under one of the keys; otherwise what is wrong. */
export function checkSignature(
  bytes: Uint8Array,
  hash: string,
  publicKeys: readonly string[],
): string | null {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return 'its signature is not JSON';
  }
  const parsed = signatureSchema.safeParse(found);
  if (!parsed.success) return 'its signature cannot be read';
  const { publicKey, signature } = parsed.data;
  if (!publicKeys.includes(publicKey)) return 'it is signed with a key this station never had';
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const good =
    parsed.data.sha256 === hash && verify(null, statement(hash), key, Buffer.from(signature, 'base64'));
  return good ? null : 'its signature does not match';
}
