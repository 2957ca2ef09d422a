import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftSchema, emptyDraft } from './full/draft.ts';
import { useKept } from './kept.ts';

beforeEach(() => localStorage.clear());
afterEach(cleanup);
const keep = () => renderHook(() => useKept('kept', draftSchema, emptyDraft));

test('what was typed is there again after the screen has gone', () => {
  const first = keep();
  act(() => first.result.current[1]((now) => ({ ...now, name: 'jaws', step: 'minutes' })));
  first.unmount();
  expect(keep().result.current[0]).toEqual({ ...emptyDraft, name: 'jaws', step: 'minutes' });
});

test.each(['{"name":', '{"step":"elsewhere"}', '7'])('%s was kept: one begins anew', (kept) => {
  localStorage.setItem('kept', kept);
  expect(keep().result.current[0]).toEqual(emptyDraft);
});
