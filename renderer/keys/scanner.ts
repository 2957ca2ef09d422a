import { isModifier, isPrintable, isTerminator, opensBurst, type Key } from './key.ts';
import { textOf } from './text-of.ts';

/**
 * Tells a barcode scanner from hands by time alone (UI.md section 2.1). Pure: keys and times go in, what they mean comes out.
 *
 * A printable key is held; a key within `gap` after it makes a burst, and everything up to the next silence, or to Enter or Tab, belongs
 * to it. Four characters or more are a scan. Anything less is given back key by key, as typed.
 *
 * A code that stalls on its way, or a scanner slower than the gap, would arrive as several pieces. No piece may pass for the whole: a burst
 * that begins within half a second of other writing is `broken`, and so is what follows a scan that ended by silence, or ends by silence where
 * every code ends with a key; the rest is swallowed until Enter, Tab or a second of quiet.
 */
export interface Scanner {
  /** Keys that nobody has seen yet. */
  readonly held: readonly Key[];
  /** When the last key came, in milliseconds; -Infinity before the first. */
  readonly last: number;
  /** The last key belonged to a scan that has ended: what still trickles in behind it is swallowed. */
  readonly tail: boolean;
  /** Keys of the run that goes on that were given back already, since a late machine took for silence what was none by the keys' own time. */
  readonly early: number;
  /** What came just before: nothing (or a whole scan), single characters, a scan that ended by silence, or pieces of one. */
  readonly before: 'nothing' | 'typed' | 'scan' | 'pieces';
  readonly lastPrintable: number;
  /** When the last burst (a key within the gap of another, scan or not) was seen. */
  readonly lastBurst: number;
}

export const quiet: Scanner = {
  held: [],
  last: -Infinity,
  tail: false,
  early: 0,
  before: 'nothing',
  lastPrintable: -Infinity,
  lastBurst: -Infinity,
};

/** `key`: act on it. `replayed`: it was held, so its own event is gone. `scan`: a whole code. `broken`: a code of which pieces came. `recalled`: so many of the keys that were given back last were the beginning of a code. */
export type Heard =
  | { readonly kind: 'key'; readonly key: Key; readonly replayed: boolean }
  | { readonly kind: 'scan'; readonly text: string; readonly caps: boolean }
  | { readonly kind: 'broken' }
  | { readonly kind: 'recalled'; readonly keys: number };

export interface Step {
  readonly state: Scanner;
  readonly heard: readonly Heard[];
}

const shortestScan = 4;
/** A hand that typed takes longer than this to reach for the scanner. */
const settleMs = 500;
/** The rest of a code that was cut off comes sooner than a hand has read that it was, and scans again. */
const restMs = 1000;

/** The scanner as its test found it. */
export interface Manner {
  /** Milliseconds without a key that end a burst. */
  readonly gap: number;
  /** `key`: every code ends with Enter or Tab, so that silence cuts one off. */
  readonly ends: 'any' | 'key';
}

/** A key is pressed. An event that is in neither `heard` nor meant to act now was held or swallowed. */
export function press(earlier: Scanner, key: Key, manner: Manner): Step {
  const { gap } = manner;
  const flushed = silence(earlier, key.time, manner);
  const { state } = flushed;
  const within = key.time - state.last <= gap;
  const printable = isPrintable(key);
  const burst = within && (state.held.length > 0 || state.tail);
  const lasts = state.before === 'pieces' ? restMs : settleMs;
  const before = key.time - state.last < lasts ? state.before : 'nothing';
  const after: Scanner = {
    ...state,
    before,
    early: within ? state.early : 0,
    last: key.time,
    lastPrintable: printable ? key.time : state.lastPrintable,
    // Also where a late machine gave the first of two back before the second was heard.
    lastBurst: burst || key.time - state.lastPrintable <= gap ? key.time : state.lastBurst,
  };
  const hold = (): Step => ({
    state: { ...after, held: [...state.held, key], tail: false },
    heard: flushed.heard,
  });
  const now = (): Step => ({
    // Enter and Tab close what was typed, too. A dead key writes nothing by itself: a code behind it has lost its first character.
    state: {
      ...after,
      tail: false,
      before: isTerminator(key) ? 'nothing' : key.key === 'Dead' ? 'typed' : before,
    },
    heard: [...flushed.heard, { kind: 'key', key, replayed: false }],
  });
  const swallow = (next: Partial<Scanner>, heard: readonly Heard[] = []): Step => ({
    state: { ...after, ...next },
    heard: [...flushed.heard, ...heard],
  });

  if (isModifier(key)) {
    // Shift is part of a capital letter; alone it says nothing, and it must not split a burst. Alt parts one spelt character from the next.
    const last = burst || (within && state.tail) ? key.time : state.last;
    const held = key.key === 'Alt' && burst && !state.tail ? [...state.held, key] : state.held;
    return { state: { ...state, last, held }, heard: flushed.heard };
  }
  if (before === 'pieces') return swallow(isTerminator(key) ? { before: 'nothing', tail: true } : {});
  if (within && state.held.length > 0) {
    return isTerminator(key) ? end(after, [...state.held, key], manner, flushed.heard) : hold();
  }
  if (within && state.tail) {
    // Behind a scan only another code may begin; line feeds, Spaces and function keys are its packing.
    return printable && key.key !== ' ' ? hold() : swallow({ tail: true });
  }
  if (before === 'scan') {
    // Its Enter came late: it was whole.
    if (isTerminator(key)) return swallow({ before: 'nothing', tail: true });
    if (opensBurst(key) && key.key !== ' ') return swallow({ before: 'pieces' }, [{ kind: 'broken' }]);
    // The machine was late, not the scanner: this is still the code's packing.
    if (within) return swallow({});
  }
  if (key.key === ' ' && printable) return within ? hold() : now();
  if (!opensBurst(key)) return now();
  return hold();
}

/** Time passes without a key. Call it once `gap` has gone by since `state.last`. */
export function silence(state: Scanner, time: number, manner: Manner): Step {
  if (time - state.last <= manner.gap) return { state, heard: [] };
  if (state.held.length === 0) return { state: state.tail ? { ...state, tail: false } : state, heard: [] };
  const { state: ended, heard } = end(state, state.held, manner);
  return { state: { ...ended, tail: false }, heard };
}

function end(state: Scanner, held: readonly Key[], { ends }: Manner, heard: readonly Heard[] = []): Step {
  const text = textOf(held);
  const last = held.at(-1);
  const endedBy = last !== undefined && isTerminator(last) ? 'key' : 'silence';
  const characters = Array.from(text).length;
  if (state.early > 0 && characters + state.early >= shortestScan)
    return {
      state: { ...state, held: [], tail: true, early: 0, before: endedBy === 'key' ? 'nothing' : 'pieces' },
      heard: [...heard, { kind: 'recalled', keys: state.early }, { kind: 'broken' }],
    };
  if (characters < shortestScan) {
    const given = held.filter((key) => !isModifier(key));
    return {
      state: {
        ...{ ...state, held: [], tail: false, before: endedBy === 'key' ? 'nothing' : 'typed' },
        early: endedBy === 'key' ? 0 : state.early + given.length,
      },
      heard: [...heard, ...given.map((key): Heard => ({ kind: 'key', key, replayed: true }))],
    };
  }
  const pieces = state.before === 'typed' || (ends === 'key' && endedBy === 'silence');
  const next = endedBy === 'key' ? 'nothing' : pieces ? 'pieces' : 'scan';
  const caps = held.some((key) => key.caps === true && /^\p{L}$/u.test(key.key));
  return {
    state: { ...state, held: [], tail: true, before: next },
    heard: [...heard, pieces ? { kind: 'broken' } : { kind: 'scan', text, caps }],
  };
}
