import { useEffect } from 'react';

/** Calls `onIdle` once nobody has touched the page for `seconds`; off while `seconds` is null. */
export function useIdle(seconds: number | null, onIdle: () => void): void {
  useEffect(() => {
    if (seconds === null) return;
    let timer = setTimeout(onIdle, seconds * 1000);
    const touched = () => {
      clearTimeout(timer);
      timer = setTimeout(onIdle, seconds * 1000);
    };
    const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
    for (const sign of signs) window.addEventListener(sign, touched, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, touched, { capture: true });
    };
  }, [seconds, onIdle]);
}
