import { expect, test } from 'vitest';
import { fault } from '../words/fault.ts';
import { bannerOf } from './banner-state.ts';
import { inspectionOf } from './inspection.fixture.ts';
import { difference, grid, look, luminanceOf, watchFrom, type Luminance, type Watch } from './retire.ts';
import { clear, step, type Bench, type BenchEvent } from './shot.ts';
import { moved, panned, viewOf, whole, zoomedAt } from '../components/picture/view.ts';

const calm = { now: 0, fault: null, elsewhere: false };
const after = (...events: BenchEvent[]): Bench => events.reduce(step, clear);
const trigger: BenchEvent = { type: 'trigger', shot: 1, frame: 41, at: 1000 };
const inspection = inspectionOf('pass', 41);
const judged: BenchEvent = { type: 'judged', shot: 1, inspection, at: 1200 };

test('judging says nothing for 150 ms, then Judging, then after 2 s still judging', () => {
  const bench = after(trigger);
  const at = (now: number) => bannerOf(bench, { ...calm, now });
  expect(at(1149)).toEqual({ kind: 'judging', since: 'quiet', frame: 41 });
  expect(at(1150)).toMatchObject({ since: 'judging' });
  expect(at(3000)).toMatchObject({ since: 'still' });
});

test('a verdict retires to LAST, and the next trigger takes it away', () => {
  expect(bannerOf(after(trigger, judged), calm)).toEqual({ kind: 'verdict', inspection });
  expect(bannerOf(after(trigger, judged, { type: 'retire' }), calm)).toEqual({ kind: 'last', inspection });
  const next = after(trigger, judged, { type: 'trigger', shot: 2, frame: 60, at: 5000 });
  expect(bannerOf(next, { ...calm, now: 5001 })).toMatchObject({ kind: 'judging', frame: 60 });
});

test('a late answer for another piece is not shown as this one', () => {
  const second: BenchEvent = { type: 'trigger', shot: 2, frame: 60, at: 5000 };
  expect(after(trigger, second, judged)).toEqual(after(trigger, second));
  const gaveUp = after(trigger, { type: 'failed', shot: 1, fault: fault('no-answer') });
  expect(step(gaveUp, judged)).toBe(gaveUp);
});

test('a fault is never a verdict: it outranks one, a failure shows its own, and neither survives as PASS', () => {
  const stale = fault('camera-stale');
  expect(bannerOf(after(trigger, judged), { ...calm, fault: stale })).toEqual({
    kind: 'cannot',
    fault: stale,
  });
  const failed = after(trigger, { type: 'failed', shot: 1, fault: fault('disk-low') });
  expect(bannerOf(failed, calm)).toEqual({ kind: 'cannot', fault: fault('disk-low') });
  expect(bannerOf(step(failed, { type: 'retire' }), calm)).toEqual({ kind: 'ready' });
});

test('a past result says so, and a trigger leaves it', () => {
  const past = inspectionOf('defect', 38);
  const bench = after(trigger, judged, { type: 'past', inspection: past });
  expect(bannerOf(bench, calm)).toEqual({ kind: 'past', inspection: past });
  expect(step(bench, { type: 'trigger', shot: 2, frame: 60, at: 9 }).past).toBeNull();
});

test('the keyboard elsewhere shows when no verdict is fresh', () => {
  const elsewhere = { ...calm, elsewhere: true };
  expect(bannerOf(clear, elsewhere)).toEqual({ kind: 'elsewhere' });
  expect(bannerOf(after(trigger, judged), elsewhere).kind).toBe('verdict');
});

const cells = grid.width * grid.height;
const flat = (value: number, changed = 0): Luminance =>
  Uint8Array.from({ length: cells }, (_, i) => (i < changed ? value + 60 : value));

test('luminance and the share of cells that differ', () => {
  expect([...luminanceOf(Uint8Array.of(255, 0, 0, 255, 255, 255, 255, 255, 0, 255, 0, 9))]).toEqual([
    54, 255, 182,
  ]);
  expect(difference(flat(100), flat(111))).toBe(0);
  expect(difference(flat(100), flat(112))).toBe(1);
  expect(difference(flat(100), flat(100, 23))).toBe(23 / cells);
});

const looks = (first: Luminance, ...seen: Luminance[]) => {
  let watch: Watch = watchFrom(first);
  return seen.map((now) => {
    const looked = look(watch, now);
    watch = looked.watch;
    return looked.changed;
  });
};

test('two looks in a row that differ are a change, one is a glitch', () => {
  const here = flat(100);
  const gone = flat(100, 200);
  expect(looks(here, here, gone, here, gone, gone)).toEqual([false, false, false, false, true]);
});

test('a piece that left before its verdict came does not take the verdict with it', () => {
  const [judgedPiece, moving, empty, next] = [flat(100, 200), flat(100, 90), flat(100), flat(100, 300)];
  expect(looks(judgedPiece, moving, empty, empty, empty, next, next)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});

test('the picture fits its box, and zoom never shows beyond its edge', () => {
  const size = { width: 1280, height: 720 };
  expect(viewOf(size, { width: 840, height: 472 }, whole)).toEqual({
    scale: 472 / 720,
    left: (840 - 1280 * (472 / 720)) / 2,
    top: 0,
  });
  let zoom = moved(moved(whole, 'zoom-in'), 'zoom-in');
  expect(zoom.factor).toBe(2.25);
  for (let i = 0; i < 50; i++) zoom = moved(zoom, 'pan-left');
  expect(viewOf(size, size, zoom).left).toBeCloseTo(0, 9);
  expect(moved(moved(zoom, 'zoom-out'), 'zoom-out')).toEqual(whole);
});

test('what lies under the pointer stays there while it zooms, as far as the edges allow', () => {
  const size = { width: 1000, height: 500 };
  const shownAt = (zoom: typeof whole, x: number) => {
    const { left, scale } = viewOf(size, size, zoom);
    return left + x * size.width * scale;
  };
  let zoom = zoomedAt(whole, 2, 0.25, 0.5);
  expect([zoom.factor, shownAt(zoom, 0.25)]).toEqual([2, 250]);
  zoom = zoomedAt(zoom, 3, 0.4, 0.5);
  expect(shownAt(zoom, 0.4)).toBeCloseTo(550, 9);
  expect(zoomedAt(zoom, 100, 0.4, 0.5).factor).toBe(16);
  expect(zoomedAt(zoom, 0.01, 0.4, 0.5)).toEqual(whole);
  // Dragged right by 10 pixels of the screen, 10 of the picture's come in from the left.
  expect(shownAt(panned(zoom, -10 / 6000, 0), 0.4)).toBeCloseTo(560, 9);
  expect(viewOf(size, size, panned(zoom, -5, 0)).left).toBeCloseTo(0, 9);
});
