import { useCallback, useState } from 'react';
import type { Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

/** One change at a time; what it failed with stays until the next one. */
export function useChange() {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Fault | null>(null);
  /** @returns what the work gave, or null where it failed */
  const change = useCallback(async <T>(work: () => Promise<T> | undefined): Promise<T | null> => {
    setBusy(true);
    setFailed(null);
    try {
      return (await work()) ?? null;
    } catch (error) {
      setFailed(asFault(error));
      return null;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, failed, change, clear: useCallback(() => setFailed(null), []) };
}
