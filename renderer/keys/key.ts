/** One key press as the router sees it: what of a `KeyboardEvent` matters, with the event's own time in milliseconds. */
export interface Key {
  readonly key: string;
  readonly code: string;
  readonly time: number;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** Caps Lock is on: letters arrive in the other case. */
  readonly caps?: boolean;
}

/** Ctrl is ⌘ and Alt is ⌘ on macOS (UI.md section 2): both bits follow Meta there. */
export function keyOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'timeStamp' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'> &
    Partial<Pick<KeyboardEvent, 'getModifierState'>>,
  mac = false,
): Key {
  const digit = event.code.startsWith('Digit');
  return {
    key: event.key,
    code: event.code,
    time: event.timeStamp,
    ctrl: event.ctrlKey || (mac && event.metaKey && !digit),
    alt: event.altKey || (mac && event.metaKey && digit),
    shift: event.shiftKey,
    caps: event.getModifierState?.('CapsLock') ?? false,
  };
}

const modifiers = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock', 'Fn']);
export const isModifier = (key: Key) => modifiers.has(key.key);

/** A key that writes one character. AltGr arrives as Ctrl+Alt on Windows and still writes. */
export const isPrintable = (key: Key) => Array.from(key.key).length === 1 && key.ctrl === key.alt;

/** What a scan may begin with. The number pad counts with Num Lock off, too: its arrows and End are then digits that went wrong. */
export const opensBurst = (key: Key) =>
  isPrintable(key) || (/^Numpad\d$/.test(key.code) && !key.ctrl && (key.alt || !key.shift));

/** Ctrl+M and Ctrl+I are what Enter and Tab are in ASCII; wedges send them. */
export const isTerminator = (key: Key) =>
  key.key === 'Enter' ||
  key.key === 'Tab' ||
  (key.ctrl && !key.alt && (key.key.toLowerCase() === 'm' || key.key.toLowerCase() === 'i'));

/**
 * The name a key has in the tables: `Space`, `F4`, `Shift+F9`, `Ctrl+L`, `Alt+1`. Letters go by the cap as printed, digits by
 * position, so that a French keyboard has them too.
 */
export function chordOf(key: Key): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(key.code)?.[1];
  const name =
    key.key === ' ' ? 'Space' : (digit ?? (key.key.length === 1 ? key.key.toUpperCase() : key.key));
  // A numpad digit with Alt is how wedges spell a character code, never a command.
  const alt = key.alt ? (key.code.startsWith('Numpad') ? 'AltNumpad+' : 'Alt+') : '';
  const shift = key.shift && (key.key.length > 1 || key.key === ' ') ? 'Shift+' : '';
  return `${key.ctrl ? 'Ctrl+' : ''}${alt}${shift}${name}`;
}
