import type { Settings } from '../../electron/contract/settings.ts';
import { isModifier, keyOf, type Key } from './key.ts';
import {
  onRelease,
  repeatable,
  screenKeys,
  frameKeys,
  type Command,
  type Mode,
  type Screen,
} from './keymap.ts';
import { route, routeScan, type Focus, type Scanned } from './route.ts';
import { press, quiet, silence, type Heard, type Manner } from './scanner.ts';

/** What the router asks of the page. Everything with an effect is handed in, so that the rules can be tested without one. */
export interface Desk {
  screen(): Screen;
  readonly mode?: () => Mode | null;
  focus(): Focus;
  settings(): KeySettings;
  /** @param held it comes again because its key is held down */
  command(command: Command, held: boolean): void;
  pedal(): void;
  scanned(scan: Scanned): void;
  /** So many of the commands that were given last came of a code's first keys: what they did is to be taken back. */
  recalled?(commands: number): void;
  typeId(text: string): void;
  acceptId(): void;
  leaveField(): void;
  /** A held key turned out to be hands: do what the browser would have done. */
  replay(key: Key): void;
  /** Takes every key as it is, before all rules, while somebody tests a scanner or binds the pedal. */
  readonly probe?: () => ((key: Key) => void) | null;
}

/** Those of the station's settings that the keys follow. */
export type KeySettings = Pick<Settings, 'scanGapMs' | 'scanEnd' | 'scanSeparator' | 'pedalKey'>;

type KeyPress = Pick<
  KeyboardEvent,
  | 'key'
  | 'code'
  | 'timeStamp'
  | 'ctrlKey'
  | 'altKey'
  | 'shiftKey'
  | 'metaKey'
  | 'repeat'
  | 'isComposing'
  | 'preventDefault'
  | 'stopImmediatePropagation'
> &
  Partial<Pick<KeyboardEvent, 'getModifierState'>>;

const pedalDebounceMs = 250;
/** A code of more characters does not come so late that each passed for a key of its own. */
const earlyKept = 32;

/** The one key router (UI.md section 2). Feed it every `keydown` and `keyup`; call `rest` when `gap` has passed without one. */
export function createRouter(desk: Desk, mac = false) {
  let scanner = quiet;
  let pedalAt = -Infinity;
  /** Keys that are down, by their place on the keyboard, and what each does when it is let go. */
  const down = new Map<string, { readonly command: Command; readonly place: string } | null>();
  const mode = () => desk.mode?.() ?? null;
  /** A key that is let go elsewhere than where it was pressed does nothing. */
  const place = () => `${desk.screen()} ${mode() ?? ''}`;
  /** The last keys that were held and given back, and whether they have done what they mean. */
  let early: readonly { readonly code: string; readonly ran: boolean }[] = [];
  const manner = (): Manner => {
    const { scanGapMs, scanEnd } = desk.settings();
    return { gap: scanGapMs, ends: scanEnd };
  };

  function act(heard: readonly Heard[], current: Key | null): 'native' | 'taken' {
    let outcome: 'native' | 'taken' = 'taken';
    for (const item of heard) {
      if (item.kind === 'recalled') {
        recall(item.keys);
        continue;
      }
      if (item.kind !== 'key') {
        desk.scanned(scannedOf(item));
        continue;
      }
      const { lastPrintable, lastBurst } = scanner;
      const routed = route(item.key, {
        screen: desk.screen(),
        mode: mode(),
        focus: desk.focus(),
        lastPrintable,
        lastBurst,
      });
      if (item.replayed) early = [...early.slice(1 - earlyKept), { code: item.key.code, ran: false }];
      if (routed.kind === 'command') run(routed.command, item.key);
      else if (routed.kind === 'type-id') desk.typeId(routed.text);
      else if (routed.kind === 'accept-id') desk.acceptId();
      else if (routed.kind === 'leave-field') desk.leaveField();
      else if (routed.kind === 'native') {
        if (item.key === current) outcome = 'native';
        else desk.replay(item.key);
      }
    }
    return outcome;
  }

  function run(command: Command, { code }: Key): void {
    if (onRelease.has(command) && down.has(code)) down.set(code, { command, place: place() });
    else ran(command, code);
  }

  function ran(command: Command, code: string): void {
    early = early.map((key, i) => (key.code === code && i === lastOf(code) ? { ...key, ran: true } : key));
    desk.command(command, false);
  }
  const lastOf = (code: string) => early.findLastIndex((key) => key.code === code);

  /** The keys that were given back last were no keys: what they owe is forgotten, what they did is taken back. */
  function recall(keys: number): void {
    const gone = early.slice(-keys);
    early = early.slice(0, -keys);
    for (const { code } of gone) if (down.has(code)) down.set(code, null);
    const commands = gone.filter((key) => key.ran).length;
    if (commands > 0) desk.recalled?.(commands);
  }

  function rest(time: number): void {
    const step = silence(scanner, time, manner());
    scanner = step.state;
    act(step.heard, null);
  }

  function scannedOf(scan: Exclude<Heard, { kind: 'key' | 'recalled' }>): Scanned {
    if (scan.kind === 'broken') return { kind: 'problem', why: 'code-broken', data: {} };
    if (scan.caps) return { kind: 'problem', why: 'code-caps', data: {} };
    return routeScan(scan.text, desk.screen(), desk.settings().scanSeparator);
  }

  return {
    keydown(event: KeyPress): void {
      if (event.isComposing) return;
      const take = () => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      const key = keyOf(event, mac);
      const probe = desk.probe?.() ?? null;
      if (probe !== null) {
        take();
        if (!event.repeat) probe(key);
        return;
      }
      if (key.key === desk.settings().pedalKey) {
        take();
        if (event.repeat || key.time - pedalAt < pedalDebounceMs) return;
        pedalAt = key.time;
        desk.pedal();
        return;
      }
      if (event.repeat) {
        if (repeated(key) === 'taken') take();
        return;
      }
      const step = press(scanner, key, manner());
      scanner = step.state;
      const own = (item: Heard) => item.kind === 'key' && item.key === key;
      act(
        step.heard.filter((item) => !own(item)),
        null,
      );
      // Not before: an earlier press of the same key, which was given back only now, was let go long ago.
      if (key.code !== '') down.set(key.code, null);
      const heard = step.heard.filter(own);
      // Modifiers are never held: the browser needs them for the key they belong to.
      if (!isModifier(key) && act(heard, key) === 'taken') take();
    },
    keyup({ code, timeStamp }: Pick<KeyboardEvent, 'code' | 'timeStamp'>): void {
      // Events come in the order of their times: one gap behind the last key there was silence, whatever timers say.
      if (scanner.held.length > 0) rest(timeStamp);
      const owed = down.get(code);
      down.delete(code);
      if (owed && owed.place === place()) ran(owed.command, code);
    },
    /** The window lost the keyboard: nobody will say which keys are let go. */
    leave: () => down.clear(),
    /** @param time on the clock of `event.timeStamp` */
    rest,
    /** Keys are held back and `rest` is owed. */
    waiting: () => scanner.held.length > 0,
  };

  /** A key held down: fields and scrolling keep it; of the commands only the harmless ones repeat. */
  function repeated(key: Key): 'native' | 'taken' {
    const { lastPrintable, lastBurst } = scanner;
    const at = { screen: desk.screen(), mode: mode(), focus: desk.focus(), lastPrintable, lastBurst };
    const routed = route(key, at);
    if (routed.kind === 'native') {
      const focus = desk.focus();
      const walks = focus.kind === 'control' && focus.walks && key.key.startsWith('Arrow');
      return focus.kind === 'control' && !walks && key.key !== 'Tab' ? 'taken' : 'native';
    }
    if (routed.kind === 'command' && repeatable.has(routed.command)) desk.command(routed.command, true);
    return 'taken';
  }
}

/** The chords a screen answers to, for its F1 panel. */
export const chordsOf = (screen: Screen): readonly (readonly [string, Command])[] =>
  Object.entries({ ...screenKeys[screen], ...frameKeys });
