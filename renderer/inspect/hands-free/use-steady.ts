import { useCallback, useEffect, useRef } from 'react';

/** @returns whether `what` has been the same for so many milliseconds */
export function useSteady(what: string): (ms: number) => boolean {
  const since = useRef(-Infinity);
  useEffect(() => {
    since.current = performance.now();
  }, [what]);
  return useCallback((ms) => performance.now() - since.current >= ms, []);
}
