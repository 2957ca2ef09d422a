import { beforeEach, expect, test } from 'vitest';
import type { Act } from './board.ts';
import { createDrawingDesk, sheetOn, type DrawingDesk, type Under } from './desk.ts';
import { createDrafts } from './drafts.ts';

beforeEach(() => localStorage.clear());

const under: Under = { inspection: 'b-1', picture: { width: 200, height: 100 }, regions: [] };
const other: Under = { ...under, inspection: 'b-2' };
const box: readonly Act[] = [
  { kind: 'tool', tool: 'box' },
  { kind: 'to', at: { x: 10, y: 10 } },
  { kind: 'set' },
  { kind: 'to', at: { x: 30, y: 25 } },
  { kind: 'set' },
];
const opened = (person = 'ada') => createDrawingDesk(createDrafts(localStorage, person), 'pit');
const draw = (desk: DrawingDesk, on: Under, acts = box) => acts.forEach((act) => desk.act(on, act));
const boxes = (desk: DrawingDesk, on: Under) =>
  sheetOn(desk.now(), on).drawing.regions.map((region) => region.box.join(' '));

test('what was drawn, and what was only begun, outlives the picture, the page and the role; it is nobody else’s', () => {
  const desk = opened();
  draw(desk, under);
  draw(desk, other, box.slice(0, 3));
  desk.putDown();
  expect(boxes(desk, under)).toEqual(['10 10 20 15']);
  const later = opened();
  expect([boxes(later, under), boxes(later, other)]).toEqual([['10 10 20 15'], []]);
  draw(later, other, [{ kind: 'tool', tool: 'box' }, ...box.slice(3)]);
  expect(boxes(later, other)).toEqual(['10 10 20 15']);
  expect(boxes(opened('max'), under)).toEqual([]);
});

test('it is a draft until the label that took it along is on disk; what was drawn since stays', () => {
  const desk = opened();
  draw(desk, under);
  desk.given('b-1', 0);
  expect(boxes(opened(), under)).toHaveLength(1);
  desk.saved('b-1', 1);
  expect([boxes(desk, under), boxes(opened(), under)]).toEqual([[], []]);

  draw(desk, under);
  desk.given('b-1', 1);
  // The label before is told again, the new one never reached the disk.
  desk.saved('b-1', 1);
  expect(boxes(opened(), under)).toHaveLength(1);
  draw(desk, under);
  desk.saved('b-1', 2);
  expect(boxes(opened(), under)).toHaveLength(2);
});

test('a drawing begins with what its person marked before; taking all of it away is a drawing, too', () => {
  const again: Under = { ...under, regions: [{ kind: 'box', box: [1, 1, 5, 5], class: 'pit', score: 1 }] };
  const desk = opened();
  expect(boxes(desk, again)).toEqual(['1 1 5 5']);
  draw(desk, again, [{ kind: 'tool', tool: 'select' }, { kind: 'remove' }]);
  expect([boxes(desk, again), boxes(opened(), again)]).toEqual([[], []]);
});

test('a full browser is said, and loses nothing that is on the screen; a torn draft is left out', () => {
  const refuse = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const full = { getItem: () => null, setItem: refuse, removeItem: refuse } as unknown as Storage;
  const desk = createDrawingDesk(createDrafts(full, 'ada'), 'pit');
  draw(desk, under);
  expect([boxes(desk, under).length, desk.now().unkept.slice(0, 11)]).toEqual([1, 'This browse']);
  localStorage.setItem('loupe.drawing ada b-1', '{"regions":[{"kind":"box"');
  expect(boxes(opened(), under)).toEqual([]);
});
