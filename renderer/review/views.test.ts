import { expect, test } from 'vitest';
import { nothing, all, toggled } from './selection.ts';
import { firstViews, viewed } from './views.ts';

test('each switch turns one thing on and off; what is about something else changes nothing', () => {
  for (const command of ['queue-list', 'filter', 'hide-overlay', 'compare', 'label-history'] as const) {
    const once = viewed(firstViews, command);
    expect(once).not.toEqual(firstViews);
    expect(viewed(once, command)).toEqual(firstViews);
  }
  expect(viewed(firstViews, 'undo')).toBe(firstViews);
  const hidden = viewed(firstViews, 'hide-overlay');
  expect([hidden.hidden, viewed(hidden, 'overlay')]).toEqual([true, { ...firstViews, overlay: 'heatmap' }]);
  const thrice = viewed(viewed(viewed(firstViews, 'overlay'), 'overlay'), 'overlay');
  expect(thrice).toEqual(firstViews);
  const near = viewed(viewed(firstViews, 'zoom-in'), 'pan-left');
  expect([near.zoom.factor, near.zoom.x < 0.5]).toEqual([1.5, true]);
  expect(viewed(near, 'fit')).toEqual(firstViews);
});

test('a click chooses or leaves out one, Shift all in between, never more than fit in a batch', () => {
  const list = ['a', 'b', 'c', 'd', 'e'];
  const chosen = (...clicks: readonly [id: string, extend?: true][]) =>
    [...clicks.reduce((now, [id, extend = false]) => toggled(now, id, extend, list, 3), nothing).ids].join(
      '',
    );
  expect(chosen(['b'], ['d'])).toBe('bd');
  expect(chosen(['b'], ['d'], ['b'])).toBe('d');
  expect(chosen(['d'], ['b', true])).toBe('dbc');
  expect(chosen(['a'], ['e', true])).toBe('abc');
  expect(chosen(['a'], ['b'], ['c'], ['d'])).toBe('abc');
  expect([...all(list, 3).ids].join('')).toBe('abc');
});
