import { isModifier, isPrintable, isTerminator, type Key } from './key.ts';

/**
 * Tells a barcode scanner from hands by time alone (UI.md section 2.1). Pure: keys and times go in, what they mean comes out.
 *
 * A printable key is held; a key within `gap` after it makes a burst, and everything up to the next silence, or to Enter or Tab, belongs
 * to it. Four characters or more are a scan. Anything less is given back key by key, as typed.
 */
export interface Scanner {
  /** Keys that nobody has seen yet. */
  readonly held: readonly Key[];
  /** When the last key came, in milliseconds; -Infinity before the first. */
  readonly last: number;
  /** The last key belonged to a scan that has ended: what still trickles in behind it is swallowed. */
  readonly tail: boolean;
  readonly lastPrintable: number;
  /** When the last burst (two keys within the gap, scan or not) was seen. */
  readonly lastBurst: number;
}

export const quiet: Scanner = {
  held: [],
  last: -Infinity,
  tail: false,
  lastPrintable: -Infinity,
  lastBurst: -Infinity,
};

/** `key`: act on it. `replayed`: it was held, so its own event is gone. `scan`: a whole code. */
export type Heard =
  | { readonly kind: 'key'; readonly key: Key; readonly replayed: boolean }
  | { readonly kind: 'scan'; readonly text: string };

export interface Step {
  readonly state: Scanner;
  readonly heard: readonly Heard[];
}

const shortestScan = 4;

/** A key is pressed. An event that is in neither `heard` nor meant to act now was held or swallowed. */
export function press(before: Scanner, key: Key, gap: number): Step {
  const flushed = silence(before, key.time, gap);
  const { state } = flushed;
  const within = key.time - state.last <= gap;
  const printable = isPrintable(key);
  const burst = within && (state.held.length > 0 || state.tail);
  const after: Scanner = {
    ...state,
    last: key.time,
    lastPrintable: printable ? key.time : state.lastPrintable,
    lastBurst: burst ? key.time : state.lastBurst,
  };
  const hold = (): Step => ({
    state: { ...after, held: [...state.held, key], tail: false },
    heard: flushed.heard,
  });
  const now = (): Step => ({
    state: { ...after, tail: false },
    heard: [...flushed.heard, { kind: 'key', key, replayed: false }],
  });

  if (isModifier(key)) {
    // Shift is part of a capital letter; alone it says nothing, and it must not split a burst.
    const last = burst || (within && state.tail) ? key.time : state.last;
    return { state: { ...state, last }, heard: flushed.heard };
  }
  if (within && state.held.length > 0) {
    return isTerminator(key) ? end(after, [...state.held, key], flushed.heard) : hold();
  }
  if (within && state.tail) {
    // Behind a scan only another code may begin; line feeds, Spaces and function keys are its packing.
    return printable && key.key !== ' ' ? hold() : { state: { ...after, tail: true }, heard: flushed.heard };
  }
  if (key.key === ' ' && printable) return within ? hold() : now();
  return printable ? hold() : now();
}

/** Time passes without a key. Call it once `gap` has gone by since `state.last`. */
export function silence(state: Scanner, time: number, gap: number): Step {
  if (time - state.last <= gap) return { state, heard: [] };
  if (state.held.length === 0) return { state: state.tail ? { ...state, tail: false } : state, heard: [] };
  const { state: ended, heard } = end(state, state.held, []);
  return { state: { ...ended, tail: false }, heard };
}

function end(state: Scanner, held: readonly Key[], before: readonly Heard[]): Step {
  const text = textOf(held);
  if (Array.from(text).length >= shortestScan)
    return { state: { ...state, held: [], tail: true }, heard: [...before, { kind: 'scan', text }] };
  return {
    state: { ...state, held: [], tail: false },
    heard: [...before, ...held.map((key): Heard => ({ kind: 'key', key, replayed: true }))],
  };
}

/** The characters of a burst: Ctrl+] is GS1's group separator, Alt with numpad digits spells a character code. */
export function textOf(keys: readonly Key[]): string {
  let text = '';
  let code = '';
  const spell = () => {
    if (code !== '') text += String.fromCharCode(Number(code) % 256);
    code = '';
  };
  for (const key of keys) {
    const digit = key.alt && !key.ctrl ? /^Numpad(\d)$/.exec(key.code)?.[1] : undefined;
    if (digit !== undefined) {
      code += digit;
      continue;
    }
    spell();
    if (key.ctrl && !key.alt && key.key === ']') text += '\x1d';
    else if (isPrintable(key)) text += key.key;
  }
  spell();
  return text;
}
