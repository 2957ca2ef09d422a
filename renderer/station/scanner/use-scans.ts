import { useCallback, useEffect, useRef, useState } from 'react';
import { isModifier, type Key } from '../../keys/key.ts';
import { useKeyProbe } from '../../keys/use-keys.tsx';

/** Longer than any scanner waits inside a code. */
const overMs = 600;

/** While `listening`, gathers keys and hands over each code once it is over. Esc alone stops. */
export function useScans(listening: boolean, onScan: (keys: readonly Key[]) => void, onStop: () => void) {
  const keys = useRef<Key[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const now = useRef({ onScan, onStop });
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    now.current = { onScan, onStop };
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      keys.current = [];
    },
    [listening],
  );
  const probe = useCallback((key: Key) => {
    if (key.key === 'Escape' && keys.current.length === 0) return now.current.onStop();
    if (keys.current.length === 0 && isModifier(key) && key.key !== 'Alt' && key.key !== 'Shift') return;
    keys.current.push(key);
    setBusy(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const scan = keys.current;
      keys.current = [];
      setBusy(false);
      if (scan.some((one) => !isModifier(one))) now.current.onScan(scan);
    }, overMs);
  }, []);
  useKeyProbe(listening ? probe : null);
  return busy;
}
