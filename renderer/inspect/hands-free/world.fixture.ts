import type { Luminance } from '../retire.ts';
import { hand, picture, type Blob, type Light } from './bench.fixture.ts';
import { begin, interrupted, look, taken, type Phase, type Placement } from './placement.ts';

const everyMs = 100;

export interface World {
  readonly random: () => number;
  see(blobs: readonly Blob[], light?: Light): void;
  /** So many looks at what does not move. */
  hold(looks: number, ...blobs: Blob[]): void;
  /** The hand comes as far as the middle, or goes. */
  reach(way: 'in' | 'out', ...blobs: Blob[]): void;
  /** By a hand, which goes; then it lies still for long enough. */
  place(what: Blob): void;
  /** By a hand, which goes; then the bench is empty for a while. */
  lift(what: Blob): void;
  /** Pictures are missing. */
  fault(): void;
  /** Whether what is placed can be judged. */
  accept(wanted: boolean): void;
  /** Somebody triggers by hand. */
  press(): void;
  triggers(): number;
  phase(): Phase;
}

/** A bench that is looked at ten times a second; whatever is placed is judged at once, unless the test says that it cannot be. */
export function createWorld(seed = 1): World {
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let placement: Placement = begin;
  let at = 0;
  let triggers = 0;
  let accepts = true;
  let now: Luminance = new Uint8Array();
  const see: World['see'] = (blobs, light = {}) => {
    now = picture(blobs, random, light);
    placement = look(placement, now, (at += everyMs));
    if (placement.phase !== 'placed' || !accepts) return;
    triggers += 1;
    placement = taken(placement, now);
  };
  const hold: World['hold'] = (looks, ...blobs) => {
    for (let i = 0; i < looks; i++) see(blobs);
  };
  const reach: World['reach'] = (way, ...blobs) => {
    const path = [70, 60, 50, 40, 32];
    for (const x of way === 'in' ? path : path.toReversed()) see([...blobs, hand(x)]);
  };
  return {
    ...{ random, see, hold, reach },
    place(what) {
      reach('in');
      hold(3, what, hand(32));
      reach('out', what);
      hold(8, what);
    },
    lift(what) {
      reach('in', what);
      reach('out');
      hold(4);
    },
    fault: () => void (placement = interrupted(placement)),
    accept: (wanted) => void (accepts = wanted),
    press: () => void (placement = taken(placement, now)),
    triggers: () => triggers,
    phase: () => placement.phase,
  };
}

/** A world whose empty bench is known. */
export function readyWorld(seed?: number): World {
  const world = createWorld(seed);
  world.hold(7);
  return world;
}
