import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Shares of the full type size, largest first; the smallest holds the longest ID with the longest sentence. */
const steps = [1, 0.86, 0.74, 0.64, 0.56] as const;

/** Sets `--fit` on a box to the largest step at which nothing in it is cut off, whenever its text or its room changes. */
export function useFitted<E extends HTMLElement>(...text: readonly unknown[]): RefObject<E | null> {
  const box = useRef<E>(null);
  const said = JSON.stringify(text);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const fit = () => {
      for (const step of steps) {
        element.style.setProperty('--fit', String(step));
        if (fits(element)) return;
      }
    };
    fit();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [said]);
  return box;
}

/** Layout is in fractions of a pixel and these are rounded, so one pixel over is none. */
const fits = ({ scrollHeight, clientHeight, scrollWidth, clientWidth }: HTMLElement): boolean =>
  scrollHeight <= clientHeight + 1 && scrollWidth <= clientWidth + 1;
