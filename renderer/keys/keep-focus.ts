import type { MouseEvent } from 'react';

/** For `onMouseDown`: a pointer presses buttons without moving the focus to them, so that Space and Enter go on meaning what they did. */
export function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
}
