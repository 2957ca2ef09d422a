import { useSyncExternalStore } from 'react';
import { screens, type Screen } from '../keys/keymap.ts';

/** The place in the address, `#/history/<inspection>`, `#/datasets/<name>`, `#/teach/<quick or full>`, `#/fleet/<station>` or `#/station/<section>`: a link to it can be copied and opened again. */
export interface Place {
  readonly screen: Screen;
  readonly id: string | null;
}

/** Screens with places of their own. */
const withPlaces: ReadonlySet<Screen> = new Set<Screen>(['history', 'datasets', 'teach', 'fleet', 'station']);

export function placeOf(hash: string): Place {
  const [, name, id] = hash.replace(/^#/, '').split('/');
  const screen = screens.find((known) => known === name) ?? 'inspect';
  return {
    screen,
    id: withPlaces.has(screen) && id !== undefined && id !== '' ? decodeURIComponent(id) : null,
  };
}

export const hashOf = ({ screen, id }: Place): string =>
  `#/${screen}${id === null ? '' : `/${encodeURIComponent(id)}`}`;

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function usePlace(): readonly [Place, (place: Place) => void] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return [placeOf(hash), go];
}

/** Walking through a list is not a way to go back through; changing the screen is. */
function go(place: Place): void {
  const hash = hashOf(place);
  if (hash === window.location.hash) return;
  if (placeOf(window.location.hash).screen !== place.screen) window.location.hash = hash;
  else {
    window.history.replaceState(null, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  }
}
