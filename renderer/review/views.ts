import { overlays, type Overlay } from '../components/picture/picture.tsx';
import { moved, whole, type Move, type Zoom } from '../components/picture/view.ts';
import type { Command } from '../keys/keymap.ts';

/** What of the screen is shown, and how: none of it says anything about a picture. */
export interface Views {
  readonly queue: boolean;
  readonly filters: boolean;
  /** What lies over the picture of what the model found. */
  readonly overlay: Overlay;
  /** Nothing lies over the picture. */
  readonly hidden: boolean;
  /** The last good piece of the same type beside the picture. */
  readonly good: boolean;
  /** Everything that was said of the picture. */
  readonly history: boolean;
  readonly zoom: Zoom;
}

export const firstViews: Views = {
  ...{ queue: true, filters: false, overlay: 'findings', hidden: false, good: false, history: false },
  zoom: whole,
};

const switches = {
  'queue-list': 'queue',
  filter: 'filters',
  'hide-overlay': 'hidden',
  compare: 'good',
  'label-history': 'history',
} as const;
const moves: ReadonlySet<Command> = new Set<Move>([
  ...(['zoom-in', 'zoom-out', 'pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
]);

/** The views after a command; the same ones where it is about something else. */
export function viewed(views: Views, command: Command): Views {
  if (command === 'fit') return { ...views, zoom: whole };
  if (command === 'overlay') return { ...views, hidden: false, overlay: afterOverlay(views.overlay) };
  if (moves.has(command)) return { ...views, zoom: moved(views.zoom, command as Move) };
  if (!(command in switches)) return views;
  const which = switches[command as keyof typeof switches];
  return { ...views, [which]: !views[which] };
}

const afterOverlay = (overlay: Overlay): Overlay =>
  overlays[(overlays.indexOf(overlay) + 1) % overlays.length] ?? 'findings';
