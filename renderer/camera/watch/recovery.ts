import { fault, type Fault } from '../../words/fault.ts';

/**
 * The link to the chosen source, from its first opening through every fault back to pictures. Pure: `camera.ts` opens and shuts what this
 * asks for. Times are milliseconds of the page's clock.
 */
export interface Link {
  readonly on: boolean;
  readonly at: 'closed' | 'opening' | 'open';
  /** Grows whenever what is open ends: what an older opening still says is not heard. */
  readonly turn: number;
  /** Why there are no pictures; stays until they have come steadily again. */
  readonly fault: Fault | null;
  /** Last sign of life: capture of the newest picture, else the opening, else its failure. */
  readonly alive: number;
  /** Arrival of this opening's first picture; null before. */
  readonly first: number | null;
  readonly beat: { readonly page: number; readonly wall: number } | null;
}

export type LinkEvent =
  | { readonly type: 'power'; readonly on: boolean }
  | { readonly type: 'choose' }
  | { readonly type: 'opened'; readonly turn: number }
  /** `captured` may lie well before its arrival: a page that was held up finds old pictures waiting. */
  | { readonly type: 'picture'; readonly turn: number; readonly captured: number }
  | { readonly type: 'failed'; readonly turn: number; readonly fault: Fault }
  | { readonly type: 'ended'; readonly turn: number }
  /** A device came or went, or the permission was given: worth another try. */
  | { readonly type: 'changed' }
  | { readonly type: 'denied' }
  | Beat;

interface Beat {
  readonly type: 'beat';
  /** `Date.now()`, which goes on while the computer sleeps. */
  readonly wall: number;
  /** A hidden page's clock is slowed down by the browser. */
  readonly visible: boolean;
  /** The source's pictures must keep coming: a camera's. */
  readonly watched: boolean;
  /** The browser may be asking a person whether this page may use the camera. */
  readonly asking: boolean;
}

/** Without a picture for this long nothing may be judged, whatever the browser says (sometimes no event comes). */
export const silentMs = 1000;
/** And after this long it is opened again. */
export const watchdogMs = 2000;
/** Cameras take their time for the first picture. */
const firstMs = 3000;
export const retryMs = 1000;
/** After a fault pictures must have come for this long: one that fails again at once does not make the screen flicker. */
export const steadyMs = 300;
/** Clocks that jump by more than this between two beats were asleep. */
const sleptMs = 3000;
const openLimitMs = 5000;
const askLimitMs = 60_000;
export const beatMs = 250;

export const closedLink: Link = {
  on: false,
  at: 'closed',
  turn: 0,
  fault: null,
  alive: 0,
  first: null,
  beat: null,
};

export const phaseOf = ({ on, at, fault: why, first }: Link): 'off' | 'opening' | 'live' | 'fault' =>
  !on ? 'off' : why !== null ? 'fault' : at === 'open' && first !== null ? 'live' : 'opening';

/** @param now the page's clock */
export function step(link: Link, event: LinkEvent, now: number): Link {
  if ('turn' in event && event.turn !== link.turn) return link;
  switch (event.type) {
    case 'power':
      if (event.on === link.on) return link;
      return event.on
        ? open({ ...link, on: true, beat: null }, now, null)
        : shut({ ...link, on: false }, now, null);
    case 'choose':
      return link.on ? open(link, now, null) : { ...link, fault: null };
    case 'opened':
      return { ...link, at: 'open', alive: now };
    case 'picture': {
      const first = link.first ?? now;
      const steady = link.fault === null || now - first >= steadyMs;
      return { ...link, at: 'open', alive: event.captured, first, fault: steady ? null : link.fault };
    }
    case 'failed':
      return shut(link, now, event.fault);
    case 'ended': {
      // The next opening knows the cause better. One that ended as soon as it had begun waits its turn.
      const lived = link.first !== null && now - link.first >= retryMs;
      return lived
        ? open(link, now, fault('camera-ended'))
        : shut(link, now, link.fault ?? fault('camera-ended'));
    }
    case 'changed':
      return link.on && link.at === 'closed' ? open(link, now) : link;
    case 'denied':
      return link.on ? shut(link, now, fault('camera-denied')) : link;
    case 'beat':
      return beat(link, event, now);
  }
}

function beat(before: Link, { wall, visible, watched, asking }: Beat, now: number): Link {
  const last = before.beat;
  const link = { ...before, beat: { page: now, wall } };
  if (!link.on) return link;
  const silent = now - link.alive;
  if (link.at === 'closed') return silent >= retryMs ? open(link, now) : link;
  if (!watched) return link;
  const slept =
    last !== null && visible && Math.max(now - last.page, Math.abs(wall - last.wall)) > sleptMs + beatMs;
  // What is open stays open: Chromium loses pictures that wait for a track which is stopped now, and a camera that lends two stands still then.
  if (slept && link.at === 'open') return { ...link, fault: fault('camera-slept'), alive: now, first: now };
  if (link.at === 'opening')
    return silent > (asking ? askLimitMs : openLimitMs) ? shut(link, now, fault('camera-failed')) : link;
  if (link.first === null) return silent > firstMs ? open(link, now, fault('camera-stale')) : link;
  if (silent > watchdogMs) return open(link, now, fault('camera-stale'));
  return silent > silentMs && link.fault === null ? { ...link, fault: fault('camera-stale') } : link;
}

const open = (link: Link, now: number, why: Fault | null = link.fault): Link => ({
  ...link,
  at: 'opening',
  turn: link.turn + 1,
  fault: why,
  alive: now,
  first: null,
});

const shut = (link: Link, now: number, why: Fault | null): Link => ({
  ...link,
  at: 'closed',
  turn: link.turn + 1,
  fault: why,
  alive: now,
  first: null,
});
