import { useRef, useState } from 'react';
import { identified, noId, serialOf, type NextId } from './identity.ts';

/** The ID field and what it stands for; `bare`: the shown inspection that has no ID, if any. */
export function useIdentity(bare: string | null, onLate: (inspection: string, serial: string) => void) {
  const field = useRef<HTMLInputElement>(null);
  const [next, setNext] = useState<NextId>(noId);
  /** What is being typed; null when nobody types. */
  const [draft, setDraft] = useState<string | null>(null);

  const stop = () => {
    setDraft(null);
    field.current?.blur();
  };
  const accept = (code: string) => {
    const serial = serialOf(code);
    if (serial !== null) setNext(identified(serial, bare));
    stop();
  };
  return {
    field,
    next,
    draft,
    typing: draft !== null && draft !== '',
    value: draft ?? next.armed?.serial ?? '',
    change: setDraft,
    /** Esc or a click elsewhere: what was accepted before holds. */
    leave: () => setDraft(null),
    scanned: accept,
    /** F2: into the field. With a late ID on offer, the field asks for that piece first. */
    open: () => {
      setDraft(next.offer?.serial ?? next.armed?.serial ?? '');
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
      if (draft === null) return stop();
      const { offer } = next;
      if (offer !== null && serialOf(draft) === offer.serial) {
        onLate(offer.inspection, offer.serial);
        setNext(noId);
        stop();
      } else accept(draft);
    },
    /** One scan covers one inspection. */
    consume: () => setNext(noId),
    rearm: (armed: NextId['armed']) => setNext({ armed, offer: null }),
  };
}
