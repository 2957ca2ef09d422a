import { useRef, useState } from 'react';
import type { Identity } from '../../electron/contract/events.ts';
import { readTyped } from '../keys/codes/code.ts';
import type { Reading } from '../keys/codes/code.ts';
import { identified, noId, shortName, withHalf, written, type NextId } from './identity.ts';

interface Said {
  /** A late ID was accepted for an inspection that had none. */
  late(inspection: string, identity: Identity): void;
  /** What was typed is a tray, or cannot be read. */
  other(reading: Exclude<Reading, { kind: 'piece' }>): void;
}

/** The ID field and what it stands for; `bare`: the shown inspection that has no ID, if any. */
export function useIdentity(bare: string | null, said: Said) {
  const field = useRef<HTMLInputElement>(null);
  const [next, setNext] = useState<NextId>(noId);
  /** What is being typed; null when nobody types. */
  const [draft, setDraft] = useState<string | null>(null);
  /** What F2 put into the field: accepted unchanged, it is what it was. */
  const opened = useRef<string | null>(null);

  const stop = () => {
    setDraft(null);
    opened.current = null;
    field.current?.blur();
  };
  const arm = (identity: Identity) => {
    setNext(identified(identity, bare));
    stop();
  };
  return {
    field,
    next,
    draft,
    typing: draft !== null && draft !== '',
    value: draft ?? (next.armed === null ? '' : shortName(next.armed)),
    change: setDraft,
    /** Esc or a click elsewhere: what was accepted before holds. */
    leave: () => setDraft(null),
    arm,
    /** The second half of a HIBC pair. @returns whether it belongs to the first */
    half(half: Extract<Reading, { kind: 'half' }>): boolean {
      const whole = withHalf(next.armed, half);
      if (whole !== null) arm(whole);
      return whole !== null;
    },
    /** A code came that is none: whatever was there belongs to another piece. */
    disarm() {
      setNext(noId);
      stop();
    },
    /** F2: into the field. With a late ID on offer, the field asks for that piece first. */
    open: () => {
      const text = written(next.offer?.identity ?? next.armed ?? {});
      opened.current = text;
      setDraft(text);
      field.current?.focus();
      // The value comes with the next render; select it then, so that typing replaces it.
      requestAnimationFrame(() => field.current?.select());
    },
    /** A character that belongs to nothing else: an unknown, slow scanner, or a hand. */
    typed: (text: string) => {
      setDraft((before) => (before ?? '') + text);
      field.current?.focus();
    },
    enter: () => {
      const { offer } = next;
      if (draft !== null && draft === opened.current) {
        if (offer !== null) {
          said.late(offer.inspection, offer.identity);
          setNext(noId);
        }
        return stop();
      }
      const reading = draft === null ? null : readTyped(draft);
      if (reading === null) return stop();
      if (reading.kind === 'piece') return arm(reading.identity);
      stop();
      said.other(reading);
    },
    /** One scan covers one inspection. */
    consume: () => setNext(noId),
    rearm: (armed: NextId['armed']) => setNext({ armed, offer: null }),
  };
}
