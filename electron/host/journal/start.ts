import { createHash } from 'node:crypto';
import { z } from 'zod';
import { eventData, type EventData } from '../../contract/events.ts';
import { jsonBytes, makeFolders, parentOf, readIfThere, removeIfThere, writeWhole } from '../durable.ts';
import type { Files } from '../platform.ts';
import type { Station } from '../station.ts';
import { folder, listSegments, pathOf, type Segment } from './segments.ts';
import { hashAt, readTail, type Tail } from './tail.ts';

/** What a start found, with a torn tail already put aside. */
export interface Start {
  readonly segments: Segment[];
  readonly tail: Tail;
  /** Repairs that the journal does not tell of yet: of this start, and of earlier ones that were cut short. */
  readonly repaired: readonly Repair[];
}
type Repair = EventData<'journal.repaired'>;

/** Repairs wait here from before the tail is cut until their line is in the journal, so that no power cut hides one. */
const untold = 'quarantine/untold.json';

/** Checks the last segment; moves what a power cut tore off to `quarantine/`. Reads one segment, however long the journal. */
export async function examine(
  files: Files,
  owner: { readonly stationId: string; readonly app: string },
): Promise<Start> {
  const segments = await listSegments(files);
  const misplaced = segments.slice(0, -1).find((segment) => segment.sha256 === null);
  let repaired = await readUntold(files);
  for (;;) {
    const tail = await readTail(files, segments, owner);
    if (misplaced !== undefined)
      return {
        segments,
        tail: { ...tail, broken: `${misplaced.name} was never sealed, yet others follow` },
        repaired,
      };
    const { segment, torn, size, broken } = tail;
    if (segment === null || broken !== null || (torn === null && size > 0))
      return { segments, tail, repaired };
    if (torn !== null) {
      const repair = await quarantine(files, segment, torn);
      repaired = [...repaired.filter((one) => one.quarantined !== repair.quarantined), repair];
      await writeWhole(files, untold, jsonBytes(repaired));
    }
    if (size > 0) {
      await files.truncate(pathOf(segment), size);
      const handle = await files.append(pathOf(segment));
      await handle.sync();
      await handle.close();
      return { segments, tail: { ...tail, torn: null }, repaired };
    }
    // Not one whole line: the segment was being begun, and the one before it is the last.
    await files.remove(pathOf(segment));
    await files.syncFolder(folder);
    segments.pop();
  }
}

async function quarantine(
  files: Files,
  segment: Segment,
  { offset, bytes, why }: NonNullable<Tail['torn']>,
): Promise<Repair> {
  await makeFolders(files, 'quarantine');
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const name = `quarantine/journal-${segment.firstSeq}-${offset}-${hash}.bin`;
  await writeWhole(files, name, bytes);
  return { quarantined: name, bytes: bytes.length, why };
}

async function readUntold(files: Files): Promise<readonly Repair[]> {
  const bytes = await readIfThere(files, untold);
  if (bytes === null) return [];
  try {
    return z.array(eventData['journal.repaired']).parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // Written whole, so a stranger changed it; the quarantined bytes themselves are still there.
    return [];
  }
}

/** Every repair is in the journal. */
export async function forgetUntold(files: Files): Promise<void> {
  await removeIfThere(files, untold);
  await files.syncFolder(parentOf(untold));
}

/** Why this journal must go on under a new id, and from where; null when it is the one last written to. */
export async function forkOf(
  files: Files,
  station: Station,
  { segments, tail }: Start,
): Promise<EventData<'journal.forked'> | null> {
  const { mark, copied } = station;
  const why = copied ?? (await differs(files, station, segments, tail));
  if (why === null) return null;
  const head = mark !== null && mark.seq > tail.head.seq ? mark : tail.head;
  return {
    from: tail.journalId ?? mark?.journalId ?? station.journalId(),
    head: head.seq === 0 ? null : { seq: head.seq, hash: head.hash },
    why,
  };
}

async function differs(
  files: Files,
  { mark, journalId }: Station,
  segments: readonly Segment[],
  { head, journalId: found }: Tail,
): Promise<string | null> {
  if (found !== null && found !== journalId())
    return 'the journal in this folder was written under another id';
  if (mark === null || mark.seq === 0) return null;
  if (mark.seq > head.seq)
    return `the journal ends at ${head.seq}, but had reached ${mark.seq}: an older one was restored, or lines were removed`;
  const segment = segments.findLast((one) => one.firstSeq <= mark.seq);
  const hash = segment === undefined ? null : await hashAt(files, segment, mark.seq);
  return hash === mark.hash ? null : `line ${mark.seq} is not the one this station wrote`;
}
