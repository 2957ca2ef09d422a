import { parseEvent } from '../../contract/events.ts';
import type { Journal } from '../journal/journal.ts';

/** Which pages of a file are on record; null: it has only one, and that is. */
export type RecordedPages = ReadonlySet<number> | null;

/**
 * The files that came out of a folder and were judged, by their content's SHA-256. From the journal, not from the images: a picture whose line
 * was lost to a power cut was not judged.
 */
export async function picturesOfFolders(
  journal: Pick<Journal, 'read' | 'head'>,
): Promise<Map<string, RecordedPages>> {
  const found = new Map<string, Set<number> | null>();
  for (let after = 0; after < journal.head().seq;) {
    const { lines } = await journal.read(after, 1_000_000);
    const texts = new TextDecoder().decode(lines).trimEnd().split('\n');
    for (const line of texts) {
      const event = line.includes('"kind":"folder"') ? parseEvent(line) : null;
      if (event?.kind !== 'inspection.recorded') continue;
      const { sha256, page } = event.data.image;
      found.set(sha256, page === undefined ? null : (found.get(sha256) ?? new Set()).add(page));
    }
    after += texts.length;
  }
  return found;
}
