import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Key } from './key.ts';
import type { Command, Mode, Screen } from './keymap.ts';
import type { Focus, Scanned } from './route.ts';
import { createRouter, type KeySettings } from './router.ts';

/** What a screen does with what the router hears; missing ones do nothing there. */
export interface ScreenKeys {
  /** What the screen is in the middle of; its own keys hold then. */
  readonly mode?: Mode | null;
  /** @param held it comes again because its key is held down */
  command?(command: Command, held: boolean): void;
  pedal?(): void;
  scanned?(scan: Scanned): void;
  /** So many of the commands that were given last were the beginning of a code. */
  recalled?(commands: number): void;
  typeId?(text: string): void;
  acceptId?(): void;
}
/** The frame hears what belongs to it first; `true` means it was its. */
export interface FrameKeys {
  command(command: Command): boolean;
  scanned(scan: Scanned): boolean;
  /** The pedal was pressed on a screen that does nothing with it. */
  pedal(): void;
}

/** Hands the keys of a screen to the router; returns how to take them back. */
type Register = (keys: ScreenKeys) => () => void;
type Probe = (key: Key) => void;
interface Registration {
  readonly screen: Register;
  readonly probe: (probe: Probe) => () => void;
}
const Registry = createContext<Registration | null>(null);

function useRegistry(): Registration {
  const registry = useContext(Registry);
  if (registry === null) throw new Error('there is no <Keys> above this screen');
  return registry;
}

/** The screen that is mounted answers to the keys, always with what it rendered last. @param keys null: while it is not seen, another part has them */
export function useScreenKeys(keys: ScreenKeys | null): void {
  const { screen } = useRegistry();
  useEffect(() => (keys === null ? undefined : screen(keys)));
}

/** Every key goes to `probe`, and to nothing else, until it is null again or its component goes. */
export function useKeyProbe(probe: Probe | null): void {
  const registry = useRegistry();
  useEffect(() => (probe === null ? undefined : registry.probe(probe)), [registry, probe]);
}

interface Props {
  readonly screen: Screen;
  readonly frame: FrameKeys;
  readonly settings: KeySettings;
  readonly children: ReactNode;
}

/** Owns the one listener for keys of the page: capture phase, on `window`. */
export function Keys({ screen, frame, settings, children }: Props) {
  const registry = useRef<ScreenKeys>({});
  const probed = useRef<Probe | null>(null);
  const [registration] = useState<Registration>(() => ({
    screen(keys) {
      registry.current = keys;
      return () => {
        if (registry.current === keys) registry.current = {};
      };
    },
    probe(probe) {
      probed.current = probe;
      return () => {
        if (probed.current === probe) probed.current = null;
      };
    },
  }));
  const now = useRef({ screen, frame, settings });
  useEffect(() => {
    now.current = { screen, frame, settings };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const router = createRouter(
      {
        screen: () => now.current.screen,
        mode: () => registry.current.mode ?? null,
        settings: () => now.current.settings,
        focus: () => focusOf(document.activeElement),
        command(command, held) {
          if (!now.current.frame.command(command)) registry.current.command?.(command, held);
        },
        pedal() {
          if (registry.current.pedal) registry.current.pedal();
          else now.current.frame.pedal();
        },
        scanned(scan) {
          if (!now.current.frame.scanned(scan)) registry.current.scanned?.(scan);
        },
        recalled: (commands) => registry.current.recalled?.(commands),
        typeId: (text) => registry.current.typeId?.(text),
        acceptId: () => registry.current.acceptId?.(),
        leaveField: () => (document.activeElement as HTMLElement | null)?.blur(),
        replay,
        probe: () => probed.current,
      },
      /mac/i.test(navigator.userAgent),
    );
    const listen = (event: KeyboardEvent) => {
      if (replayed.has(event)) return;
      clearTimeout(timer);
      router.keydown(event);
      if (!router.waiting()) return;
      const rest = now.current.settings.scanGapMs + 1;
      // A page that is busy hears its keys late, and the next one is as late as this one was.
      const late = Math.max(0, performance.now() - event.timeStamp);
      wait(event.timeStamp + rest, rest + Math.min(late, mostLateMs), mostWaits);
    };
    /** Silence is told only where the page was awake to hear a key: one that comes late waits once more, and what has queued up comes first. */
    function wait(until: number, ms: number, waits: number): void {
      const due = performance.now() + ms;
      timer = setTimeout(() => {
        const late = performance.now() - due;
        if (waits > 0 && (late > awakeMs || keysPending()))
          wait(until, now.current.settings.scanGapMs, waits - 1);
        else router.rest(until);
      }, ms);
    }
    const released = (event: KeyboardEvent) => router.keyup(event);
    window.addEventListener('keydown', listen, { capture: true });
    window.addEventListener('keyup', released, { capture: true });
    window.addEventListener('blur', router.leave);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', listen, { capture: true });
      window.removeEventListener('keyup', released, { capture: true });
      window.removeEventListener('blur', router.leave);
    };
  }, []);
  return <Registry value={registration}>{children}</Registry>;
}

/** A timer that is later than this says that the page was busy. */
const awakeMs = 20;
const mostWaits = 10;

/** Chromium knows of keys that it has not delivered yet. */
function keysPending(): boolean {
  const { scheduling } = navigator as { readonly scheduling?: { isInputPending?(): boolean } };
  return scheduling?.isInputPending?.() ?? false;
}

/** A machine that is later than this has other troubles; a key that was typed is not held back any longer. */
const mostLateMs = 500;

export function focusOf(element: Element | null): Focus {
  if (!(element instanceof HTMLElement) || element === document.body) return { kind: 'nothing' };
  if (element.dataset['field'] === 'id') return { kind: 'id' };
  if (isField(element)) return { kind: 'field' };
  const acts = element.closest('[data-acts]') !== null;
  const walks =
    element.closest('select, [data-walks], [role=listbox], [role=menu], [role=radiogroup]') !== null;
  return { kind: 'control', byKeyboard: element.matches(':focus-visible'), acts, walks };
}

/** Takes letters. A checkbox is an `input`, too, and takes none. */
const isField = (element: HTMLElement): boolean =>
  element instanceof HTMLTextAreaElement ||
  element.isContentEditable ||
  (element instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(element.type));

/** A key that was held back and turned out to be a hand: what the browser would have done with it. */
function replay(key: Key): void {
  const target = document.activeElement;
  if (!(target instanceof HTMLElement)) return;
  const writes = isField(target);
  // The one way to type into a field so that its undo, its input event and its selection stay right.
  if (writes && key.key.length === 1 && key.ctrl === key.alt)
    document.execCommand('insertText', false, key.key);
  else if (writes && key.key === 'Backspace') document.execCommand('delete');
  else if (key.key === ' ' && target.matches('button, [role="option"], [type="checkbox"], [type="radio"]'))
    target.click();
  else {
    const event = new KeyboardEvent('keydown', { key: key.key, code: key.code, bubbles: true });
    replayed.add(event);
    target.dispatchEvent(event);
  }
}

/** The router's own events, which it must not hear again. */
const replayed = new WeakSet<Event>();
