import { isModifier, isTerminator, opensBurst, type Key } from './key.ts';
import { layoutBetween, type Layout } from './layouts.ts';
import { textOf } from './text-of.ts';

/** Slower than this a scanner cannot be told from a hand (UI.md section 4). */
export const slowestAllowedMs = 80;
const separator = '\x1d';

/** What is wrong with a scanner, found by a code whose content is known; the words name the cure. */
export type ScannerFault =
  | { readonly kind: 'slow'; readonly ms: number }
  /** The first key is no character of the code. */
  | { readonly kind: 'prefix'; readonly key: string }
  | { readonly kind: 'function-key'; readonly key: string }
  | { readonly kind: 'layout'; readonly sent: string; readonly arrived: string; readonly set: Layout | null }
  | { readonly kind: 'caps' }
  | { readonly kind: 'num-lock' }
  | { readonly kind: 'other-code'; readonly arrived: string };

/** What a good scan shows of its scanner. */
export interface Measured {
  /** The longest wait between two keys, in milliseconds. */
  readonly slowestMs: number;
  readonly endedByKey: boolean;
  /** The separator arrived; null for a code that has none. */
  readonly separator: boolean | null;
}

/** Looks at the keys of one scan of `sent`. */
export function examineScan(sent: string, keys: readonly Key[]): ScannerFault | Measured {
  const written = keys.filter((key) => !isModifier(key));
  const [first] = written;
  if (first === undefined) return { kind: 'other-code', arrived: '' };
  const slowestMs = Math.max(
    0,
    ...written.slice(1).map((key, i) => key.time - (written[i]?.time ?? key.time)),
  );
  if (first.key === ' ' || !opensBurst(first)) return { kind: 'prefix', key: nameOf(first) };
  if (slowestMs > slowestAllowedMs) return { kind: 'slow', ms: Math.round(slowestMs) };
  const odd = written.find((key) => /^F\d+$/.test(key.key));
  if (odd !== undefined) return { kind: 'function-key', key: odd.key };
  if (written.some((key) => /^Numpad\d$/.test(key.code) && !/^\d$/.test(key.key)))
    return { kind: 'num-lock' };
  const arrived = textOf(keys).replace(/^\][A-Za-z]\w/, '');
  const measured = {
    slowestMs,
    endedByKey: isTerminator(written.at(-1) ?? first),
    separator: sent.includes(separator) ? arrived.includes(separator) : null,
  };
  if (arrived === sent) return measured;
  const plain = sent.replaceAll(separator, '');
  if (arrived === plain) return measured;
  if (swapped(arrived) === sent || swapped(arrived) === plain) return { kind: 'caps' };
  return differenceOf(plain, arrived.replaceAll(/\p{Cc}/gu, ''));
}

function differenceOf(sent: string, arrived: string): ScannerFault {
  const set = layoutBetween(sent, arrived);
  const differs = (character: string, i: number) => character !== arrived[i];
  // A letter that came as a letter is said best: `Y arrived as Z`.
  const letters = Array.from(sent).findIndex(
    (character, i) => differs(character, i) && /[a-z]/i.test(character) && /[a-z]/i.test(arrived[i] ?? ''),
  );
  const at = letters === -1 ? Array.from(sent).findIndex(differs) : letters;
  const like = arrived.length === sent.length && at !== -1;
  // As many characters, and some of them right: the code that was asked for, seen through another keyboard.
  const alike = Array.from(sent).filter((character, i) => character === arrived[i]).length;
  return set !== null || (like && alike > sent.length / 3)
    ? { kind: 'layout', sent: sent[at] ?? '', arrived: arrived[at] ?? '', set }
    : { kind: 'other-code', arrived };
}

const swapped = (text: string): string =>
  Array.from(text, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');

const nameOf = ({ key, ctrl }: Key): string => `${ctrl ? 'Ctrl+' : ''}${key === ' ' ? 'Space' : key}`;

/** The settings that fit a scanner: half as long again as its slowest key, within what the settings allow. */
export function settingsFor(scans: readonly Measured[]): {
  readonly scanGapMs: number;
  readonly scanEnd: 'any' | 'key';
  readonly scanSeparator: boolean;
} {
  const slowest = Math.max(...scans.map((scan) => scan.slowestMs));
  const asked = scans.filter((scan) => scan.separator !== null);
  return {
    scanGapMs: Math.min(slowestAllowedMs, Math.max(30, Math.ceil(1.5 * Math.round(slowest)))),
    scanEnd: scans.every((scan) => scan.endedByKey) ? 'key' : 'any',
    scanSeparator: asked.length > 0 && asked.every((scan) => scan.separator === true),
  };
}
