import { parseEvent, type JournalEvent } from '../../electron/contract/events.ts';

/** A journal line as it arrived. `event` is null for a kind this build does not know, and for a line with a `problem`. */
export interface Line {
  readonly seq: number;
  /** Null when the line cannot be read at all. */
  readonly link: { readonly prev: string; readonly hash: string } | null;
  readonly event: JournalEvent | null;
  readonly problem?: string;
}

const hex = /^[0-9a-f]{64}$/;

/**
 * JSONL bytes of a page of `journal.read`. One bad line never stops the others: it keeps its place, with a `problem`.
 * @param after the seq the page was asked from; a line that cannot be read takes the seq of its place
 */
export function parseLines(bytes: Uint8Array, after: number): Line[] {
  const lines: Line[] = [];
  for (const text of new TextDecoder().decode(bytes).split('\n')) {
    if (text !== '') lines.push(parseLine(text, (lines.at(-1)?.seq ?? after) + 1));
  }
  return lines;
}

function parseLine(text: string, place: number): Line {
  try {
    const event = parseEvent(text);
    if (event) return { seq: event.seq, link: { prev: event.prev, hash: event.hash }, event };
    return { ...outline(text, place), event: null };
  } catch (error) {
    const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { ...outline(text, place), event: null, problem: what.slice(0, 200) };
  }
}

/** Place and link of a line whose data says nothing to this build. */
function outline(text: string, place: number): Pick<Line, 'seq' | 'link'> {
  try {
    const { seq, prev, hash } = JSON.parse(text) as { seq?: unknown; prev?: unknown; hash?: unknown };
    const linked = typeof prev === 'string' && typeof hash === 'string' && hex.test(prev) && hex.test(hash);
    return { seq: Number.isInteger(seq) ? (seq as number) : place, link: linked ? { prev, hash } : null };
  } catch {
    return { seq: place, link: null };
  }
}
