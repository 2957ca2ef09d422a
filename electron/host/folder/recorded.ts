import { parseEvent } from '../../contract/events.ts';
import type { Journal } from '../journal/journal.ts';

/** Content hashes of the pictures that came out of a folder and were judged. From the journal, not from the images: a picture whose line was lost to a power cut was not judged. */
export async function picturesOfFolders(journal: Pick<Journal, 'read' | 'head'>): Promise<Set<string>> {
  const found = new Set<string>();
  for (let after = 0; after < journal.head().seq;) {
    const { lines } = await journal.read(after, 1_000_000);
    const texts = new TextDecoder().decode(lines).trimEnd().split('\n');
    for (const line of texts) {
      const event = line.includes('"kind":"folder"') ? parseEvent(line) : null;
      if (event?.kind === 'inspection.recorded') found.add(event.data.image.sha256);
    }
    after += texts.length;
  }
  return found;
}
