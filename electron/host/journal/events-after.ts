import type { JournalEvent } from '../../contract/events.ts';
import type { Journal } from './journal.ts';
import { eventOf } from './line.ts';

const pageBytes = 1_000_000;

/**
 * The events after a line, page by page, up to the head. Kinds, versions and shapes that this build does not know
 * are passed over: a newer one wrote them, perhaps at another station.
 * @param wanted looks at a line before it is parsed: most say nothing of what is asked, and parsing is what takes time
 */
export async function* eventsAfter(
  journal: Pick<Journal, 'read' | 'head'>,
  after: number,
  wanted: (line: string, seq: number) => boolean,
): AsyncGenerator<JournalEvent> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  for (let seq = after; seq < journal.head().seq;) {
    const { lines } = await journal.read(seq, pageBytes);
    if (lines.length === 0) return;
    for (const line of decoder.decode(lines).split('\n').slice(0, -1)) {
      seq++;
      const event = wanted(line, seq) ? eventOf(encoder.encode(line)) : null;
      if (event) yield event;
    }
  }
}
