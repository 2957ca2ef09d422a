import { MantineProvider } from '@mantine/core';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Person } from '../../electron/contract/people.ts';
import { modeKeys, screenChord, screenKeys, screens, type Screen } from '../keys/keymap.ts';
import { KeysPanel } from './keys-panel.tsx';

afterEach(cleanup);

const admin = { id: 'admin', name: 'Admin', role: 'admin', hasPin: false } as const;
const chordsOn = (screen: Screen, me: Person | null) => {
  const { container } = render(
    <MantineProvider>
      <KeysPanel screen={screen} me={me} pedalKey="F13" onClose={() => undefined} />
    </MantineProvider>,
  );
  return [...container.querySelectorAll('kbd')].map((key) => key.textContent);
};

test.each(screens)('F1 on %s names each of its commands once, and none that it has not', (screen) => {
  const chords = chordsOn(screen, admin);
  const printed = (chord: string) =>
    chord.startsWith('Shift+Arrow') && ['inspect', 'review'].includes(screen)
      ? 'Shift+arrows'
      : chord
          .replace(/^[1-9]$/, '1-9')
          .replace('Page', 'Pg')
          .replace('Arrow', '');
  const own = new Set(Object.keys(screenKeys[screen]).map(printed));
  const frame = ['F1', 'Ctrl+L', 'Ctrl+B', 'Esc', ...screens.map(screenChord)];
  const pedal = screen === 'inspect' || screen === 'teach' ? ['F13'] : [];
  const drawing = Object.entries(modeKeys.drawing).filter(
    ([chord, command]) => screen === 'review' && screenKeys.review[chord] !== command,
  );
  const drawn = new Set(
    drawing.map(([chord]) =>
      chord
        .replace(/^Arrow.*$/, 'arrows')
        .replace(/^Ctrl.Arrow.*$/, 'Ctrl+arrows')
        .replace(/^[1-9]$/, '1-9'),
    ),
  );
  const expected = [...pedal, ...own, ...frame, ...drawn];
  expect(chords.toSorted()).toEqual(expected.toSorted());
});

test('a screen that a role may not open has no key in the list', () => {
  const opened = (me: Person | null) =>
    chordsOn('station', me)
      .filter((chord) => chord.startsWith('Alt+'))
      .toSorted();
  const anybodys: readonly Screen[] = ['inspect', 'history', 'try', 'station'];
  expect(opened({ ...admin, role: 'technician' })).toEqual(anybodys.map(screenChord).toSorted());
  expect(opened(null)).toEqual(anybodys.map(screenChord).toSorted());
  expect(opened({ ...admin, role: 'qa' })).toEqual(
    screens
      .filter((screen) => screen !== 'fleet')
      .map(screenChord)
      .toSorted(),
  );
  expect(opened(admin)).toEqual(screens.map(screenChord).toSorted());
});
