import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { fault } from '../words/fault.ts';
import type { BannerState } from './banner-state.ts';
import { Banner } from './banner.tsx';
import { inspectionOf } from './inspection.fixture.ts';

afterEach(cleanup);
const shown = (state: BannerState, hint: string | null = null) => {
  const { container } = render(<Banner state={state} hint={hint} />);
  const text = (part: string) => container.querySelector(`.banner-${part}`)?.textContent;
  return {
    className: container.firstElementChild?.className,
    word: text('word'),
    first: text('first'),
    second: text('second'),
    demo: text('demo'),
  };
};

test('only a fresh verdict has the fill of its verdict', () => {
  const inspection = inspectionOf('pass', 41);
  expect(shown({ kind: 'verdict', inspection })).toMatchObject({
    className: 'banner banner-pass',
    word: 'PASS',
  });
  expect(shown({ kind: 'last', inspection })).toMatchObject({
    className: 'banner banner-last',
    word: 'LAST: PASS',
  });
  expect(shown({ kind: 'past', inspection })).toMatchObject({
    className: 'banner banner-past',
    word: 'PAST RESULT #41: PASS',
  });
});

test('the banner prints the ID of the record, what was found, and that it is a demo', () => {
  const inspection = inspectionOf('defect', 41, {
    identity: { instrument: 'Kerrison 40-552', serial: '1187' },
    source: { kind: 'demo', label: 'Demo scene' },
  });
  const { first, second, demo } = shown({ kind: 'verdict', inspection });
  expect(first).toMatch(/^Kerrison 40-552 · SN 1187 · #41 · /);
  expect(second).toBe('Pit 1.8 mm · 1 finding · Set the piece aside');
  expect(demo).toBe('DEMO');
});

test('a reason, a fault and an answer that never came say what to do', () => {
  const black = shown({ kind: 'verdict', inspection: inspectionOf('no-result', 42) });
  expect(black).toMatchObject({
    word: 'NO RESULT',
    second: 'The picture is black. Nothing was judged. Check the light, inspect again',
  });
  expect(shown({ kind: 'cannot', fault: fault('camera-stale') })).toMatchObject({
    word: 'CANNOT INSPECT',
    first: 'No picture from the camera for 1 s. Nothing was judged.',
    second: 'Check the cable; Loupe reconnects by itself. (camera-stale)',
  });
  expect(shown({ kind: 'cannot', fault: fault('no-answer') }).word).toBe('NO RESULT');
});
