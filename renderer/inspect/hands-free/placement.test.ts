import { expect, test, vi } from 'vitest';
import { hand, other, piece, type Blob } from './bench.fixture.ts';
import { createWorld, readyWorld } from './world.fixture.ts';

vi.setConfig({ testTimeout: 60_000 });

test('the bench is learnt when it has been still for half a second', () => {
  const one = createWorld();
  one.hold(5);
  expect(one.phase()).toBe('learning');
  one.hold(1);
  expect(one.phase()).toBe('empty');
});

test('a piece counts when it lies still and no hand is there; once, however long it lies', () => {
  const one = readyWorld();
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
  const one = readyWorld();
  for (let n = 1; n <= 3; n++) {
    one.place(piece);
    expect(one.triggers()).toBe(n);
    one.lift(piece);
    expect([one.phase(), one.triggers()]).toEqual(['empty', n]);
  }
});

test('a hand alone never counts, nor one that rests in the picture', () => {
  const one = readyWorld();
  for (let n = 0; n < 5; n++) {
    one.reach('in');
    one.hold(30, hand(32));
    one.reach('out');
    one.hold(3);
  }
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
});

test('a hand over the judged piece, or one that shifts, turns and looks at it, is no new piece', () => {
  const one = readyWorld();
  one.place(piece);
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
  one.lift(turned);
  one.place(piece);
  expect(one.triggers()).toBe(2);
});

test('a slow slide is no new piece, and a piece that slides does not count before it lies', () => {
  const one = readyWorld();
  one.place(piece);
  for (let x = 30; x < 48; x += 0.05) one.see([{ ...piece, x }]);
  expect(one.triggers()).toBe(1);
  one.lift({ ...piece, x: 48 });
  for (let x = 20; x < 40; x += 0.3) one.see([{ ...piece, x }]);
  expect(one.triggers()).toBe(1);
  one.hold(8, { ...piece, x: 40 });
  expect(one.triggers()).toBe(2);
});

test('jitter of the bench delays nothing and counts nothing', () => {
  const one = readyWorld();
  const shaken = () => ({ ...piece, x: piece.x + one.random() * 0.1, y: piece.y + one.random() * 0.1 });
  for (let i = 0; i < 200; i++) one.see([shaken()]);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('flickering and wandering light counts nothing and hides nothing', () => {
  const one = readyWorld();
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
  const one = readyWorld();
  const lamp: Blob = { x: 64, y: 18, a: 40, b: 40, angle: 0, level: 255 };
  one.hold(50, lamp);
  expect([one.phase(), one.triggers()]).toEqual(['moving', 0]);
  one.hold(5);
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
});

test('daylight that wanders from one side is learnt', () => {
  const one = readyWorld();
  for (let i = 0; i < 1200; i++) one.see([], { slope: i / 30 });
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
  for (let i = 0; i < 8; i++) one.see([piece], { slope: 40 });
  expect(one.triggers()).toBe(1);
});

test('a second piece beside the judged one is no new piece, nor is the one that is left', () => {
  const one = readyWorld();
  const low = { ...piece, y: 10 };
  const beside = { ...other, y: 27 };
  one.place(low);
  one.reach('in', low);
  one.hold(3, low, beside, hand(32, 27));
  one.reach('out', low, beside);
  one.hold(20, low, beside);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
  one.reach('in', low, beside);
  one.reach('out', beside);
  one.hold(20, beside);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('noise counts nothing; one torn picture neither', () => {
  const one = readyWorld();
  for (let i = 0; i < 300; i++) one.see([], { noise: 6 });
  for (let i = 0; i < 20; i++) {
    one.see([{ ...other, x: 10 + i }]);
    one.hold(3);
  }
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
  one.place(piece);
  one.see([]);
  one.hold(10, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('swapped before the bench was seen empty: visibly another counts, one that looks alike does not', () => {
  const one = readyWorld();
  one.place(piece);
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
  one.lift(piece);
  one.place(piece);
  expect(one.triggers()).toBe(4);
});

test('an empty bench of a fifth of a second is enough; a tenth may be a glitch', () => {
  const one = readyWorld();
  one.place(piece);
  one.hold(1);
  one.hold(8, piece);
  expect(one.triggers()).toBe(1);
  one.hold(2);
  one.hold(8, piece);
  expect(one.triggers()).toBe(2);
});

test('after a fault nothing counts until the bench has been seen empty again', () => {
  const one = readyWorld();
  one.place(piece);
  one.fault();
  one.hold(30, piece);
  expect([one.phase(), one.triggers()]).toEqual(['unknown', 1]);
  one.fault();
  one.hold(30, other);
  expect([one.phase(), one.triggers()]).toEqual(['unknown', 1]);
  one.lift(other);
  expect(one.phase()).toBe('empty');
  one.fault();
  one.hold(1, piece);
  one.hold(30, piece);
  expect([one.phase(), one.triggers()]).toEqual(['unknown', 1]);
  one.lift(piece);
  one.place(piece);
  expect(one.triggers()).toBe(2);
});

test('a fault while the bench is learnt: it is learnt anew', () => {
  const one = createWorld();
  one.hold(4);
  one.fault();
  one.hold(5);
  expect(one.phase()).toBe('learning');
  one.hold(1);
  expect(one.phase()).toBe('empty');
});

test('a piece that cannot be judged yet waits for it; one judged by hand meanwhile does not count again', () => {
  const one = readyWorld();
  one.accept(false);
  one.place(piece);
  expect([one.phase(), one.triggers()]).toEqual(['placed', 0]);
  one.accept(true);
  one.hold(1, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
  one.lift(piece);
  one.reach('in');
  one.hold(1, piece, hand(12));
  one.press();
  one.reach('out', piece);
  one.hold(20, piece);
  expect([one.phase(), one.triggers()]).toEqual(['judged', 1]);
});

test('a piece that is taken away before it could be judged does not count', () => {
  const one = readyWorld();
  one.accept(false);
  one.place(piece);
  one.lift(piece);
  one.accept(true);
  one.hold(20);
  expect([one.phase(), one.triggers()]).toEqual(['empty', 0]);
});

test('what reaches out of the picture is not whole, and is not judged', () => {
  const one = readyWorld();
  one.hold(30, { ...piece, x: 2 });
  expect([one.phase(), one.triggers()]).toEqual(['moving', 0]);
});
