import { readGs1, readLink } from './gs1.ts';
import { readHibc } from './hibc.ts';
import { readIsbt } from './isbt.ts';
import { problem, type Reading } from './reading.ts';

/**
 * AIM identifiers of the symbols that carry GS1 element strings: GS1-128, DataBar, GS1 DataMatrix, GS1 QR, GS1 DotCode. EAN-13 (`E0`) and
 * EAN-8 (`E4`) are a GTIN alone.
 */
const gs1Carriers = new Set(['C1', 'e0', 'e1', 'e2', 'd2', 'd5', 'Q3', 'Q4', 'J1']);

/**
 * What a code says about the piece. Exact: whatever does not fit its standard wholly is a problem and no identity.
 *
 * The standard is told by what the standards themselves put in front, in this order: an AIM symbology identifier; a group separator or
 * `(01)`; a GS1 Digital Link; `+` of HIBC; `=` or `&` of ISBT 128; and, where a scanner sends no identifier, `01` with at least 14 digits,
 * which is a GTIN. All else that begins with a letter or digit is a plain code: the serial itself.
 *
 * @param separators the scanner test has seen this scanner send the group separator, so a missing one is not a lost one
 */
export function readCode(raw: string, separators: boolean): Reading {
  // The check character of HIBC may be a space.
  const text = raw.startsWith('+') ? raw : raw.trim();
  const aim = /^\]([A-Za-z][0-9A-Za-z])/.exec(text)?.[1];
  if (aim === undefined) return readUnmarked(text, separators);
  const body = text.slice(3);
  const retail = aim === 'E0' ? 13 : aim === 'E4' ? 8 : null;
  if (retail !== null)
    return body.length === retail ? readGs1(`01${body.padStart(14, '0')}`, true) : problem('code-incomplete');
  if (gs1Carriers.has(aim)) return readGs1(body, separators);
  return readUnmarked(body, separators);
}

function readUnmarked(text: string, separators: boolean): Reading {
  if (text.includes('\x1d') || /^\(\d{2,4}\)/.test(text) || /^01\d{14}/.test(text))
    return readGs1(text, separators);
  if (/^https?:\/\//i.test(text)) return readLink(text);
  if (text.startsWith('+')) return readHibc(text);
  if (/^[=&]/.test(text)) return readIsbt(text);
  return readPlain(text);
}

function readPlain(text: string): Reading {
  if (text === '') return problem('code-incomplete');
  if (text.length > 120) return problem('code-long', { length: text.length });
  const strange = strangeIn(text);
  if (strange !== null) return problem('code-characters', { got: strange });
  // A standard's own first sign that came as another: the scanner types in another language.
  if (!/^[A-Za-z0-9]/.test(text) || /^[A-Za-z]\d01\d{14}/.test(text))
    return problem('code-characters', { got: text.slice(0, 4) });
  // A label of Loupe's own whose colons came as something else: the scanner types in another language.
  if (/^loupe\W[ut]\W/i.test(text)) return problem('code-characters', { got: text.slice(0, 8) });
  return { kind: 'piece', identity: { serial: text } };
}

/** The first character that no label of an instrument carries; null when there is none. */
function strangeIn(text: string): string | null {
  const found = /[^\x20-\x7e]/.exec(text)?.[0];
  if (found === undefined) return null;
  return /\p{C}|\ufffd/u.test(found) ? 'a control key' : found;
}

/** What a hand types is free text, unless it is written as a code. */
export function readTyped(text: string): Reading | null {
  const typed = text.trim();
  if (typed === '') return null;
  const coded = readCode(typed, false);
  if (coded.kind !== 'problem' || coded.why !== 'code-characters') return coded;
  return { kind: 'piece', identity: { serial: typed.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 120) } };
}

export type { Reading };
