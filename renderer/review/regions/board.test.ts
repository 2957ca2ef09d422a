import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../ml/verdict/result.ts';
import { maskOf, pixelsIn } from '../mask/mask.ts';
import { after, sheetWith, type Act, type Board, type Tool } from './board.ts';

const picture = { width: 200, height: 100 };
const blank: Board = {
  picture,
  pen: { tool: null, at: { x: 0, y: 0 }, radius: 4, class: 'pit' },
  sheet: sheetWith([]),
};
const tool = (name: Tool): Act => ({ kind: 'tool', tool: name });
const to = (x: number, y: number): Act => ({ kind: 'to', at: { x, y } });
const set: Act = { kind: 'set' };
const leave: Act = { kind: 'leave' };
const did = (board: Board, ...acts: Act[]) => acts.reduce(after, board);
const regionsOf = ({ sheet }: Board) => sheet.drawing.regions;
const box = (x: number, y: number, width: number, height: number, name = 'pit'): Finding => ({
  ...{ kind: 'box', box: [x, y, width, height], class: name, score: 1 },
});

test('two corners are a box, in any order, of the class at hand; a digit then changes its class', () => {
  const drawn = did(blank, tool('box'), to(50, 40), set, to(20, 10), set);
  expect(regionsOf(drawn)).toEqual([box(20, 10, 30, 30)]);
  const lint = did(drawn, { kind: 'class', name: 'lint' });
  expect(regionsOf(lint)).toEqual([box(20, 10, 30, 30, 'lint')]);
  expect(regionsOf(did(lint, to(0, 0), set, to(9, 9), set))[1]).toEqual(box(0, 0, 9, 9, 'lint'));
  // Corners that enclose nothing are none.
  expect(regionsOf(did(blank, tool('box'), to(50, 40), set, to(50, 90), set))).toEqual([]);
});

test('a polygon closes on its first or last point, or when the tool is left; two points are none', () => {
  const points = [to(10, 10), set, to(60, 10), set, to(60, 50), set];
  const wanted = { kind: 'polygon', box: [10, 10, 50, 40], polygon: [10, 10, 60, 10, 60, 50] };
  for (const end of [[set], [to(10, 10), set], [leave], [tool('box')]])
    expect(regionsOf(did(blank, tool('polygon'), ...points, ...end))).toMatchObject([wanted]);
  const two = did(blank, tool('polygon'), ...points.slice(0, 4), set, leave);
  expect([regionsOf(two), two.sheet.drawing.begun.polygon?.length]).toEqual([[], 2]);
  expect(regionsOf(did(two, tool('polygon'), ...points.slice(4), leave))).toMatchObject([wanted]);
});

test('a stroke that touches a mask goes on with it, one that does not begins another; erasing takes away and splits', () => {
  const stroke = (x: number, ...ends: number[]) => [to(x, 50), set, ...ends.map((end) => to(end, 50)), set];
  const one = did(blank, tool('mask'), ...stroke(20, 60));
  expect(regionsOf(one).map((region) => region.box)).toEqual([[16, 46, 48, 8]]);
  const longer = did(one, ...stroke(64, 100));
  expect(regionsOf(longer).map((region) => region.box)).toEqual([[16, 46, 88, 8]]);
  expect(regionsOf(did(longer, ...stroke(150)))).toHaveLength(2);
  // Another class does not grow into it.
  const other = did(longer, { kind: 'tool', tool: 'mask' }, { kind: 'class', name: 'lint' }, ...stroke(104));
  expect(regionsOf(other).map((region) => region.class)).toEqual(['pit', 'lint']);

  const erase: Act = { kind: 'set', erases: true };
  const split = did(longer, to(60, 40), erase, to(60, 60), set);
  expect(regionsOf(split).map((region) => region.kind)).toEqual(['mask', 'mask']);
  const pixels = (board: Board) =>
    regionsOf(board).reduce((sum, { polygon = [] }) => sum + pixelsIn(maskOf(polygon, picture)), 0);
  expect(pixels(longer) - pixels(split)).toBe(8 * 8);
  expect(regionsOf(did(split, { kind: 'undo' }))).toEqual(regionsOf(longer));
  expect(regionsOf(did(longer, to(0, 50), erase, to(200, 50), set))).toEqual([]);
});

test('leaving the tool lifts the brush; nothing painted is lost', () => {
  const left = did(blank, tool('mask'), to(20, 50), set, to(60, 50), leave);
  expect(regionsOf(left).map((region) => region.box)).toEqual([[16, 46, 48, 8]]);
  expect(left.pen.tool).toBe(null);
});

test('S walks through the regions; arrows move and size the chosen one, never off the picture', () => {
  const two = { ...blank, sheet: sheetWith([box(10, 10, 20, 20), box(100, 50, 30, 10, 'lint')]) };
  const first = did(two, tool('select'));
  expect([first.sheet.chosen, first.pen.class]).toEqual([0, 'pit']);
  const second = did(first, tool('select'));
  expect([second.sheet.chosen, second.pen.class]).toEqual([1, 'lint']);
  expect(did(second, tool('select')).sheet.chosen).toBe(0);
  const moved = did(second, { kind: 'move', dx: 500, dy: -3 }, { kind: 'size', dx: 5, dy: 7 });
  expect(regionsOf(moved)[1]).toEqual(box(170, 47, 30, 17, 'lint'));
  expect(regionsOf(did(moved, { kind: 'remove' }))).toEqual([box(10, 10, 20, 20)]);
  // Moves in a row are one step back.
  const far = did(second, { kind: 'move', dx: 1, dy: 0 }, { kind: 'move', dx: 1, dy: 0 }, { kind: 'undo' });
  expect(regionsOf(far)).toEqual(regionsOf(two));
});

test('what the model found is taken over once, and what lies on a region already is not', () => {
  const findings: Finding[] = [
    { ...box(10.5, 10, 20, 20), score: 0.7, lengthPx: 20 },
    { ...box(190, 90, 30, 30), score: 0.4 },
    { kind: 'mask', box: [50, 50, 9, 9], polygon: [50, 50, 59, 50, 59, 59], class: 'crack', score: 0.9 },
  ];
  const taken = did(blank, { kind: 'take-over', findings });
  expect(regionsOf(taken)).toEqual([
    box(10.5, 10, 20, 20),
    box(190, 90, 10, 10),
    { ...findings[2], score: 1 },
  ]);
  expect(did(taken, { kind: 'take-over', findings })).toBe(taken);
  const moved = did(taken, tool('select'), { kind: 'move', dx: 1, dy: 1 }, { kind: 'take-over', findings });
  expect(regionsOf(moved)).toHaveLength(3);
});

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Tool>('select', 'box', 'polygon', 'mask').map(tool),
  fc.tuple(fc.integer({ min: -20, max: 220 }), fc.integer({ min: -20, max: 120 })).map(([x, y]) => to(x, y)),
  fc.constantFrom<Act>(set, set, { kind: 'set', erases: true }, leave, { kind: 'remove' }),
  fc.record({
    kind: fc.constantFrom('move', 'size'),
    dx: fc.integer({ min: -30, max: 30 }),
    dy: fc.integer({ min: -30, max: 30 }),
  }),
  fc.constantFrom<Act>(
    { kind: 'class', name: 'lint' },
    { kind: 'class', name: 'pit' },
    { kind: 'brush', by: 1 },
  ),
);

test('whatever is drawn lies on the picture, and undo goes back through every step to the beginning, redo forth (seeded)', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 40 }), (acts) => {
      const end = did(blank, ...acts);
      for (const {
        box: [x, y, width, height],
      } of regionsOf(end)) {
        expect([x >= 0, y >= 0, width >= 0, height >= 0]).toEqual([true, true, true, true]);
        expect([x + width <= picture.width, y + height <= picture.height]).toEqual([true, true]);
      }
      const steps = end.sheet.past.length;
      const undone = did(end, ...Array.from({ length: steps }, (): Act => ({ kind: 'undo' })));
      expect(undone.sheet.drawing).toEqual(blank.sheet.drawing);
      const again = did(undone, ...Array.from({ length: steps }, (): Act => ({ kind: 'redo' })));
      expect(again.sheet.drawing).toEqual(end.sheet.drawing);
    }),
    { seed: 5, numRuns: 200 },
  );
});
