import { createHash } from 'node:crypto';
import { readIfThere } from '../durable.ts';
import type { Files } from '../platform.ts';
import type { JournalCheck } from './journal.ts';
import { decode, gap, origin, readLine, type FoundLine, type Head } from './line.ts';
import { listSegments, pathOf, rawLines, signaturePath, type Segment } from './segments.ts';
import { checkSignature } from './seal.ts';

type Problem = JournalCheck['problems'][number];

/** Problems beyond this many are not listed. */
const listed = 100;

/**
 * Walks every segment: own hash of each line, chain, sequence, names, signatures, changes of the journal's id. Only reads, so it may
 * run beside the station that writes; an unfinished last line of the open segment is none of its business.
 */
export async function* verifyJournal({
  files,
  publicKeys,
}: {
  files: Files;
  publicKeys: readonly string[];
}): AsyncGenerator<JournalCheck> {
  const problems: Problem[] = [];
  const report = (seq: number, what: string) => {
    if (problems.length < listed) problems.push({ seq, what });
  };
  const segments = await listSegments(files);
  const sizes = await Promise.all(segments.map(async (one) => (await files.stat(pathOf(one)))?.size ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  let head: Head = origin;
  let before: Segment | null = null;
  let last: FoundLine | null = null;
  /** The journal's id has just changed; the next line has to say why. */
  let unexplained = false;

  for (const [i, segment] of segments.entries()) {
    if (segment.firstSeq !== head.seq + 1) {
      report(head.seq + 1, `${segment.name} begins at ${segment.firstSeq}, but ${head.seq + 1} comes next`);
      head = { seq: segment.firstSeq - 1, hash: '' };
    }
    const hash = createHash('sha256');
    let position = 0;
    let reported = 0;
    const { path, sealed } = await settle(files, segment);
    for await (const { bytes, ended } of rawLines(files, path, sizes[i] ?? 0)) {
      hash.update(bytes).update(ended ? '\n' : '');
      if (!ended && sealed.sha256 === null) break;
      const line: FoundLine | null = ended ? readLine(bytes) : null;
      if (line === null) report(head.seq + 1, `line ${head.seq + 1} in ${segment.name} is damaged`);
      else {
        const problem = head.hash === '' && line.seq === head.seq + 1 ? null : gap(head, line);
        if (problem !== null) report(line.seq, problem);
        if (position === 0) {
          const named = previousOf(bytes);
          if (before !== null && named !== before.name && before.sha256 !== null)
            report(line.seq, `${segment.name} does not follow ${before.name}`);
        }
        const owes: boolean = unexplained || (last !== null && last.journal !== line.journal);
        // A fork begins a segment, and says so in its second line.
        unexplained = owes && line.kind === 'segment.opened';
        if (owes && !unexplained && line.kind !== 'journal.forked')
          report(line.seq, `the journal changes its id to ${line.journal} without saying why`);
      }
      // A damaged line has no hash to follow; the next one is then judged by its number alone.
      head = line === null ? { seq: head.seq + 1, hash: '' } : { seq: line.seq, hash: line.hash };
      last = line;
      position += bytes.length + 1;
      if (position - reported > 1_000_000) {
        reported = position;
        yield { done: done + position, total, problems: [...problems] };
      }
    }
    if (sealed.sha256 !== null && sizes[i] !== undefined) {
      if (segment.sha256 !== null && hash.digest('hex') !== segment.sha256)
        report(segment.firstSeq, `${segment.name} does not match the hash in its name`);
      const signature = await readIfThere(files, signaturePath(sealed));
      const what =
        signature === null ? 'it has no signature' : checkSignature(signature, sealed.sha256, publicKeys);
      if (what !== null && segment.sha256 !== null) report(segment.firstSeq, `${segment.name}: ${what}`);
    } else if (i < segments.length - 1)
      report(segment.firstSeq, `${segment.name} was never sealed, yet others follow`);
    done += sizes[i] ?? 0;
    before = sealed;
    yield { done, total, problems: [...problems] };
  }
  if (segments.length === 0) yield { done, total, problems };
}

/** The segment under the name it has now: the station may have sealed it since it was listed. */
async function settle(files: Files, segment: Segment): Promise<{ path: string; sealed: Segment }> {
  if (segment.sha256 === null && (await files.stat(pathOf(segment))) === null) {
    const now = (await listSegments(files)).find((one) => one.firstSeq === segment.firstSeq);
    if (now !== undefined) return { path: pathOf(now), sealed: now };
  }
  return { path: pathOf(segment), sealed: segment };
}

/** The segment that a first line (checked) says it follows. */
export function previousOf(bytes: Uint8Array): string | null {
  const data = (JSON.parse(decode(bytes)) as { data?: { previous?: { segment?: string } | null } }).data;
  return data?.previous?.segment ?? null;
}
