import { expect, test } from 'vitest';
import { viewOf, type Zoom } from '../../components/picture/view.ts';
import type { Point } from '../mask/mask.ts';
import { after, sheetWith, type Act, type Board } from './board.ts';
import { actsOf, type Pointing } from './pointer.ts';
import { following, stepOf } from './steps.ts';

const picture = { width: 1280, height: 720 };
const blank: Board = {
  picture,
  pen: { tool: null, at: { x: 0, y: 0 }, radius: 12, class: 'pit' },
  sheet: sheetWith([]),
};

/** A hand on a screen that shows the picture in a box, zoomed and moved: places are given in pixels of the screen. */
function hand(zoom: Zoom, room = { width: 700, height: 500 }) {
  const { scale, left, top } = viewOf(picture, room, zoom);
  const onPicture = ([x, y]: readonly [number, number]): Point => ({
    x: (x - left) / scale,
    y: (y - top) / scale,
  });
  const onScreen = (x: number, y: number) => [left + x * scale, top + y * scale] as const;
  let board = blank;
  let from: Point | null = null;
  let last: Point | null = null;
  const act = (next: Act) => (board = after(board, next));
  const point = (phase: Pointing['phase'], place: readonly [number, number], shift = false) => {
    const at = onPicture(place);
    for (const each of actsOf({ phase, at, from, last, shift, slack: 6 / scale }, board.pen, board.sheet))
      act(each);
    [from, last] = phase === 'down' ? [at, at] : phase === 'up' ? [null, null] : [from, from && at];
  };
  const drag = (places: readonly (readonly [number, number])[]) => {
    point('down', places[0]!);
    for (const place of places.slice(1)) point('move', place);
    point('up', places.at(-1)!);
  };
  return { onScreen, act, point, drag, regions: () => board.sheet.drawing.regions };
}

const zooms: readonly Zoom[] = [
  { factor: 1, x: 0.5, y: 0.5 },
  { factor: 4, x: 0.5, y: 0.5 },
  { factor: 4, x: 0.47, y: 0.56 },
  { factor: 11.4, x: 0.49, y: 0.52 },
];

test.each(zooms)(
  'the same place is the same pixels at zoom $factor, wherever the picture was moved',
  (zoom) => {
    const { onScreen, act, drag, point, regions } = hand(zoom);
    act({ kind: 'tool', tool: 'box' });
    drag([onScreen(600, 350), onScreen(620, 360), onScreen(640, 370)]);
    act({ kind: 'tool', tool: 'polygon' });
    for (const [x, y] of [
      [610, 360],
      [650, 360],
      [650, 380],
      [610, 360],
    ] as const) {
      point('down', onScreen(x, y));
      point('up', onScreen(x, y));
    }
    act({ kind: 'tool', tool: 'mask' });
    drag([onScreen(620, 400), onScreen(660, 400)]);
    expect(regions().map(({ kind, box }) => [kind, ...box])).toEqual([
      ['box', 600, 350, 40, 20],
      ['polygon', 610, 360, 40, 20],
      ['mask', 608, 388, 64, 24],
    ]);
    act({ kind: 'tool', tool: 'select' });
    drag([onScreen(602, 352), onScreen(612, 372)]);
    drag([onScreen(650, 390), onScreen(655, 392)]);
    expect(regions()[0]!.box).toEqual([610, 370, 45, 22]);
  },
);

test('two clicks are the corners of a box as two presses of Enter are', () => {
  const { onScreen, act, point, regions } = hand(zooms[1]!);
  act({ kind: 'tool', tool: 'box' });
  for (const [x, y] of [
    [600, 350],
    [640, 370],
  ] as const) {
    point('down', onScreen(x, y));
    point('up', onScreen(x, y));
  }
  expect(regions()).toHaveLength(1);
});

test('a press is one pixel, a key held down goes faster up to a share of what is seen; the picture follows the cross', () => {
  const whole: Zoom = { factor: 1, x: 0.5, y: 0.5 };
  expect([0, 5, 10, 20, 60].map((held) => stepOf(held, false, picture, whole))).toEqual([1, 2, 6, 38, 47]);
  expect([stepOf(0, true, picture, whole), stepOf(0, true, picture, { ...whole, factor: 8 })]).toEqual([
    80, 10,
  ]);
  expect(stepOf(60, false, picture, { ...whole, factor: 16 })).toBe(3);
  expect(following(whole, { x: 0, y: 0 }, picture)).toBe(whole);
  const near: Zoom = { factor: 4, x: 0.5, y: 0.5 };
  expect(following(near, { x: 640, y: 400 }, picture)).toBe(near);
  const followed = following(near, { x: 1000, y: 360 }, picture);
  expect([followed.x, followed.y]).toEqual([1000 / 1280 - 0.9 / 8, 0.5]);
});
