import { listSegments, pathOf, signaturePath, summaryPath } from '../../journal/segments.ts';
import { readLine } from '../../journal/line.ts';
import type { Files } from '../../platform.ts';
import type { Verified } from './copy.ts';

/** The sealed segments of a station's own folder, as if they had been fetched and verified. */
export async function verifiedOf(files: Files): Promise<Verified[]> {
  const all: Verified[] = [];
  for (const segment of await listSegments(files)) {
    if (segment.sha256 === null) continue;
    const paths = [signaturePath(segment), summaryPath(segment), pathOf(segment)];
    const parts = await Promise.all(paths.map(async (path) => ({ path, bytes: await files.read(path) })));
    const bytes = parts.at(-1)!.bytes;
    const last = readLine(bytes.subarray(bytes.lastIndexOf(10, -2) + 1, -1))!;
    all.push({ segment, files: parts, last });
  }
  return all;
}
