import type { Identity } from '../../electron/contract/events.ts';
import { readCode, type Reading } from './codes/code.ts';
import { chordOf, isPrintable, isTerminator, type Key } from './key.ts';
import { frameKeys, guarded, modeKeys, screenKeys, type Command, type Mode, type Screen } from './keymap.ts';

/** What holds the keyboard: nothing that writes, the ID field of Inspect, another field, or a control such as a button. */
export type Focus =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'id' }
  | { readonly kind: 'field' }
  | {
      readonly kind: 'control';
      readonly byKeyboard: boolean;
      /** It judges, disposes or closes something. */
      readonly acts: boolean;
      /** Arrows walk inside it: a list, a choice, the status bar. */
      readonly walks: boolean;
    };

export interface Situation {
  readonly screen: Screen;
  /** What the screen is in the middle of; absent or null: nothing. */
  readonly mode?: Mode | null;
  readonly focus: Focus;
  readonly lastPrintable: number;
  readonly lastBurst: number;
}

/**
 * `command`: run it, the browser sees nothing. `native`: let the browser act (type, move focus, press the focused button). `type-id`: put the
 * character into the ID field. `accept-id`, `leave-field`: Enter and Esc of a field. `dead`: nothing happens.
 */
export type Routed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'type-id'; readonly text: string }
  | { readonly kind: 'accept-id' | 'leave-field' | 'native' | 'dead' };

const settleMs = 500;

/** What a key that is no part of a scan means here. Pure; `key.time` and the times of `at` share a clock. */
export function route(key: Key, at: Situation): Routed {
  const chord = chordOf(key);
  if (chord === 'F5' || chord === 'Ctrl+R' || chord === 'Ctrl+F5') return { kind: 'dead' };
  const plain = !key.ctrl && !key.alt;
  const writing = at.focus.kind === 'id' || at.focus.kind === 'field';

  if (writing) {
    if (key.key === 'Escape') return { kind: 'leave-field' };
    if (at.focus.kind === 'id' && isTerminator(key)) return { kind: 'accept-id' };
    if (isPrintable(key) || (plain && editing.has(key.key)) || (key.ctrl && clipboard.has(chord)))
      return { kind: 'native' };
  }
  const command = frameKeys[chord] ?? (at.mode ? modeKeys[at.mode] : screenKeys[at.screen])[chord];
  if (isTerminator(key) && key.ctrl)
    return command === undefined ? { kind: 'dead' } : { kind: 'command', command };
  if (key.key === 'Tab') return { kind: 'native' };
  // Where Space has a meaning of its own, only a button that the keyboard went to takes it; on Inspect none does.
  const presses =
    at.screen !== 'inspect' &&
    (command === undefined || (at.focus.kind === 'control' && at.focus.byKeyboard));
  if (at.focus.kind === 'control' && (key.key === 'Enter' || (key.key === ' ' && presses))) {
    const calm = key.time - at.lastBurst > settleMs;
    const harmless = at.screen !== 'inspect' || !at.focus.acts;
    return { kind: at.focus.byKeyboard && calm && harmless ? 'native' : 'dead' };
  }

  if (at.focus.kind === 'control' && at.focus.walks && walking.has(chord)) return { kind: 'native' };

  if (command !== undefined) {
    if (guarded.has(command) && key.time - at.lastPrintable < settleMs) return { kind: 'dead' };
    return { kind: 'command', command };
  }
  if (at.screen === 'inspect') {
    // An unrecognised, slow scanner can only fill the ID field.
    if (isPrintable(key)) return { kind: 'type-id', text: key.key };
    if (key.key === 'Enter') return { kind: 'dead' };
  }
  return { kind: 'native' };
}

const editing = new Set([
  'Backspace',
  'Delete',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'Enter',
  'Tab',
]);
const walking = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);
const clipboard = new Set(['Ctrl+A', 'Ctrl+C', 'Ctrl+V', 'Ctrl+X', 'Ctrl+Z', 'Ctrl+Y', 'Ctrl+Shift+Z']);

/** Where a code goes. A badge changes the role and a tray code opens or closes the tray, wherever it is scanned. */
export type Scanned =
  | { readonly kind: 'identity'; readonly identity: Identity }
  | Extract<Reading, { kind: 'half' | 'problem' }>
  | { readonly kind: 'badge' | 'tray' | 'filter' | 'nothing-to-do'; readonly text: string };

/** @param separators the scanner is known to send GS1's group separator */
export function routeScan(text: string, screen: Screen, separators: boolean): Scanned {
  if (text.startsWith('LOUPE:U:')) return { kind: 'badge', text: text.slice('LOUPE:U:'.length) };
  if (text.startsWith('LOUPE:T:') && screen === 'inspect')
    return { kind: 'tray', text: text.slice('LOUPE:T:'.length) };
  const filters = screen === 'history' || screen === 'review';
  if (screen !== 'inspect' && !filters) return { kind: 'nothing-to-do', text };
  const reading = readCode(text, separators);
  if (reading.kind === 'problem') return reading;
  if (reading.kind === 'tray') return { kind: filters ? 'filter' : 'tray', text: reading.tray };
  if (screen === 'inspect')
    return reading.kind === 'half' ? reading : { kind: 'identity', identity: reading.identity };
  if (reading.kind === 'half') return { kind: 'problem', why: 'code-half', data: {} };
  const { serial, instrument } = reading.identity;
  return { kind: 'filter', text: serial ?? instrument ?? '' };
}
