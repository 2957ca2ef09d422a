import { expect, test } from 'vitest';
import type { Luminance } from '../retire.ts';
import { hand, other, picture, piece, type Blob, type Light } from './bench.fixture.ts';
import { begin, interrupted, look, taken, type Phase, type Placement } from './placement.ts';

const everyMs = 100;

/** A bench that is looked at ten times a second; whatever is placed is judged at once, unless the test says that it cannot be. */
function bench(seed = 1) {
  let state = seed * 2654435761;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let placement: Placement = begin;
  let at = 0;
  let triggers = 0;
  let accepts = true;
  let now: Luminance = new Uint8Array();
  const see = (blobs: readonly Blob[], light: Light = {}) => {
    now = picture(blobs, random, light);
    placement = look(placement, now, (at += everyMs));
    if (placement.phase !== 'placed' || !accepts) return;
    triggers += 1;
    placement = taken(placement, now);
  };
  return {
    random,
    see,
    /** So many looks at what does not move. */
    hold(looks: number, ...blobs: Blob[]) {
      for (let i = 0; i < looks; i++) see(blobs);
    },
    /** The hand comes as far as the middle, or goes. */
    reach(way: 'in' | 'out', ...blobs: Blob[]) {
      const path = [70, 60, 50, 40, 32];
      for (const x of way === 'in' ? path : path.toReversed()) see([...blobs, hand(x)]);
    },
    fault: () => void (placement = interrupted(placement)),
    accept: (wanted: boolean) => void (accepts = wanted),
    press: () => void (placement = taken(placement, now)),
    triggers: () => triggers,
    phase: (): Phase => placement.phase,
  };
}
type Bench = ReturnType<typeof bench>;
/** A bench that knows how it looks empty. */
function ready(seed?: number): Bench {
  const one = bench(seed);
  one.hold(7);
  expect(one.phase()).toBe('empty');
  return one;
}
function place(one: Bench, what: Blob = piece) {
  one.reach('in');
  one.hold(3, what, hand(32));
  one.reach('out', what);
  one.hold(8, what);
}
function lift(one: Bench, what: Blob = piece) {
  one.reach('in', what);
  one.reach('out');
  one.hold(4);
}

test('the bench is learnt when it has been still for half a second', () => {
  const one = bench();
  one.hold(5);
  expect(one.phase()).toBe('learning');
  one.hold(1);
  expect(one.phase()).toBe('empty');
});

test('a piece counts when it lies still and no hand is there; once, however long it lies', () => {
  const one = ready();
  one.reach('in');
  one.hold(20, piece, hand(32));
  expect([one.phase(), one.triggers()]).toEqual(['moving', 0]);
  one.reach('out', piece);
  expect(one.triggers()).toBe(0);
  one.hold(5, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
  one.hold(600, piece);
  expect(one.triggers()).toBe(1);
});

test('lifted and put again counts: it had left', () => {
  const one = ready();
  for (let n = 1; n <= 3; n++) {
    place(one);
    expect(one.triggers()).toBe(n);
    lift(one);
    expect([one.phase(), one.triggers()]).toEqual(['empty', n]);
  }
});

test('a hand alone never counts, nor one that rests in the picture', () => {
  const one = ready();
  for (let n = 0; n < 5; n++) {
    one.reach('in');
    one.hold(30, hand(32));
    one.reach('out');
    one.hold(3);
  }
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
});

test('a hand over the judged piece, or one that shifts, turns and looks at it, is no new piece', () => {
  const one = ready();
  place(one);
  one.reach('in', piece);
  one.hold(10, piece, hand(20));
  one.reach('out', piece);
  one.hold(10, piece);
  const turned = { ...piece, x: 40, y: 24, angle: -0.6 };
  one.reach('in', piece);
  one.hold(10, { ...piece, x: 45, y: 30 }, hand(40, 30));
  one.reach('out', turned);
  one.hold(10, turned);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
  lift(one, turned);
  place(one);
  expect(one.triggers()).toBe(2);
});

test('a slow slide is no new piece, and a piece that slides does not count before it lies', () => {
  const one = ready();
  place(one);
  for (let x = 30; x < 48; x += 0.05) one.see([{ ...piece, x }]);
  expect(one.triggers()).toBe(1);
  lift(one, { ...piece, x: 48 });
  for (let x = 20; x < 40; x += 0.3) one.see([{ ...piece, x }]);
  expect(one.triggers()).toBe(1);
  one.hold(8, { ...piece, x: 40 });
  expect(one.triggers()).toBe(2);
});

test('jitter of the bench delays nothing and counts nothing', () => {
  const one = ready();
  const shaken = () => ({ ...piece, x: piece.x + one.random() * 0.1, y: piece.y + one.random() * 0.1 });
  for (let i = 0; i < 200; i++) one.see([shaken()]);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('flickering and wandering light counts nothing and hides nothing', () => {
  const one = ready();
  for (let i = 0; i < 100; i++) one.see([], { gain: 1 + 0.15 * Math.sin(i * 1.7) });
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
  for (let i = 0; i < 100; i++) one.see([piece], { gain: 1 + 0.15 * Math.sin(i * 1.7) });
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
  for (let i = 0; i < 600; i++) one.see([], { gain: 1 - i / 1500 });
  expect([one.phase(), one.triggers()]).toEqual(['empty', 1]);
  for (let i = 0; i < 10; i++) one.see([piece], { gain: 0.6 });
  expect(one.triggers()).toBe(2);
});

test('light that changes on one side alone is no piece', () => {
  const one = ready();
  const lamp: Blob = { x: 64, y: 18, a: 40, b: 40, angle: 0, level: 255 };
  one.hold(50, lamp);
  expect([one.phase(), one.triggers()]).toEqual(['moving', 0]);
  one.hold(5);
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
});

test('noise counts nothing; one torn picture neither', () => {
  const one = ready();
  for (let i = 0; i < 300; i++) one.see([], { noise: 6 });
  for (let i = 0; i < 20; i++) {
    one.see([{ ...other, x: 10 + i }]);
    one.hold(3);
  }
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
  place(one);
  one.see([]);
  one.hold(10, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('swapped before the bench was seen empty: visibly another counts, one that looks alike does not', () => {
  const one = ready();
  place(one);
  const swap = (from: Blob, to: Blob) => {
    one.reach('in', from);
    one.see([{ ...from, x: from.x + 12, y: from.y + 8 }, hand(36)]);
    one.see([hand(50)]);
    one.see([to, hand(36)]);
    one.reach('out', to);
    one.hold(8, to);
  };
  swap(piece, other);
  expect(one.triggers()).toBe(2);
  swap(other, piece);
  expect(one.triggers()).toBe(3);
  swap(piece, { ...piece, x: 31 });
  expect([one.phase(), one.triggers()]).toEqual(['judged', 3]);
  lift(one);
  place(one);
  expect(one.triggers()).toBe(4);
});

test('an empty bench of a fifth of a second is enough; a tenth may be a glitch', () => {
  const one = ready();
  place(one);
  one.hold(1);
  one.hold(8, piece);
  expect(one.triggers()).toBe(1);
  one.hold(2);
  one.hold(8, piece);
  expect(one.triggers()).toBe(2);
});

test('after a fault nothing counts until the bench has been seen empty again', () => {
  const one = ready();
  place(one);
  one.fault();
  one.hold(30, piece);
  expect([one.phase(), one.triggers()]).toEqual(['unknown', 1]);
  one.fault();
  one.hold(30, other);
  expect([one.phase(), one.triggers()]).toEqual(['unknown', 1]);
  lift(one, other);
  expect(one.phase()).toBe('empty');
  one.fault();
  one.hold(1, piece);
  one.hold(30, piece);
  expect([one.phase(), one.triggers()]).toEqual(['unknown', 1]);
  lift(one);
  place(one);
  expect(one.triggers()).toBe(2);
});

test('a fault while the bench is learnt: it is learnt anew', () => {
  const one = bench();
  one.hold(4);
  one.fault();
  one.hold(5);
  expect(one.phase()).toBe('learning');
  one.hold(1);
  expect(one.phase()).toBe('empty');
});

test('a piece that cannot be judged yet waits for it; one judged by hand meanwhile does not count again', () => {
  const one = ready();
  one.accept(false);
  place(one);
  expect([one.phase(), one.triggers()]).toEqual(['placed', 0]);
  one.accept(true);
  one.hold(1, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
  lift(one);
  one.reach('in');
  one.hold(1, piece, hand(32));
  one.press();
  one.reach('out', piece);
  one.hold(20, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('a piece that is taken away before it could be judged does not count', () => {
  const one = ready();
  one.accept(false);
  place(one);
  lift(one);
  one.accept(true);
  one.hold(20);
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
});

test('what reaches out of the picture is not whole, and is not judged', () => {
  const one = ready();
  one.hold(30, { ...piece, x: 2 });
  expect([one.phase(), one.triggers()]).toEqual(['moving', 0]);
});
