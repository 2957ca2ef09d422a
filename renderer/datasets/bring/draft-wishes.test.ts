import { expect, test } from 'vitest';
import { emptyAnswers, wishesOf } from './draft-wishes.ts';

const answers = emptyAnswers('casting');

test('what nobody answered is left to the files', () => {
  expect(wishesOf(answers, [])).toEqual({ wishes: {} });
});

test('answers arrive as the station takes them', () => {
  const said = {
    ...answers,
    layout: 'pairs' as const,
    tile: '512',
    maskValues: '0 = background\n1-255 = crack\n',
    columns: 'image = file\nx = x1\ny=y1',
    licence: ' CC0 ',
  };
  expect(wishesOf(said, [])).toEqual({
    wishes: {
      layout: 'pairs',
      tile: 512,
      maskValues: [
        { from: 0, to: 0, class: null },
        { from: 1, to: 255, class: 'crack' },
      ],
      columns: { image: 'file', x: 'x1', y: 'y1' },
      licence: 'CC0',
    },
  });
});

test.each([
  ['name', { name: 'Casting' }],
  ['name', { name: 'taken' }],
  ['tile', { tile: '31' }],
  ['tile', { tile: '1.5e3x' }],
  ['maskValues', { maskValues: '9-2 = crack' }],
  ['maskValues', { maskValues: '0-70000 = crack' }],
  ['columns', { columns: 'left = a' }],
  ['columns', { columns: 'image = a\nx = b' }],
])('a wrong %s is said at its field', (field, change) => {
  expect(wishesOf({ ...answers, ...change }, ['taken'])).toMatchObject({ field });
});
