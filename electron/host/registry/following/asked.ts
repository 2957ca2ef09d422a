import { system } from '../../../contract/people.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import type { Journal } from '../../journal/journal.ts';
import { sequential } from '../../sequential.ts';

/** Asks other stations for pictures, in this station's journal, which they follow: for each once. */
export function createAsked(journal: Pick<Journal, 'read' | 'head' | 'append'>) {
  const alone = sequential();
  /** By the picture: when it was asked for. */
  const asked = new Map<string, string>();
  let upTo = 0;
  return (inspection: string, sha256: string): Promise<string> =>
    alone(async () => {
      const { seq } = journal.head();
      for await (const event of eventsAfter(journal, upTo, isWish))
        if (event.kind === 'image.wanted') asked.set(event.data.sha256, event.at);
      upTo = seq;
      const before = asked.get(sha256);
      if (before !== undefined) return before;
      const { at } = await journal.append('image.wanted', { inspection, sha256 }, system);
      asked.set(sha256, at);
      return at;
    });
}

const isWish = (line: string): boolean => line.includes('"kind":"image.wanted"');
