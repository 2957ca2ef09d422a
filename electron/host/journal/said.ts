import type { ReadableJournal } from './journals.ts';

/** Lines that say something of an inspection; the text is looked at, since parsing all of them takes minutes. */
export const aboutInspections =
  /"kind":"(label\.set|label\.withdrawn|identity\.corrected|disposition\.set|review\.requested|second-look\.asked)"/;

const pageBytes = 1_000_000;
/** Pages that are looked through for one answer: the next one goes on where it ended. */
const mostPages = 8;

/**
 * Of the lines after `after`, up to `before`, those that may say something of the inspections of other stations, as JSONL; a label that is
 * taken back does not say whose inspection it was. @returns up to which line it looked
 */
export async function saidOfOthers(
  journal: ReadableJournal,
  {
    after,
    before,
    limitBytes,
  }: { readonly after: number; readonly before: number; readonly limitBytes: number },
): Promise<{ lines: Uint8Array; upTo: number }> {
  const own = `"inspection":"${journal.stationId}-`;
  const found: string[] = [];
  let bytes = 0;
  let seq = after;
  for (let page = 0; page < mostPages && bytes < limitBytes && seq < before; page++) {
    const { lines } = await journal.read(seq, pageBytes);
    const texts = new TextDecoder().decode(lines).split('\n').slice(0, -1);
    if (texts.length === 0) return { lines: encode(found), upTo: before };
    for (const text of texts.slice(0, before - seq)) {
      if (!aboutInspections.test(text) || text.includes(own)) continue;
      found.push(text);
      bytes += text.length + 1;
    }
    seq += texts.length;
  }
  return { lines: encode(found), upTo: Math.min(seq, before) };
}

const encode = (lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
