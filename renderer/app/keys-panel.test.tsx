import { MantineProvider } from '@mantine/core';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Person } from '../../electron/contract/people.ts';
import { screenKeys, screens } from '../keys/keymap.ts';
import { KeysPanel } from './keys-panel.tsx';

afterEach(cleanup);

const admin = { id: 'admin', name: 'Admin', role: 'admin', hasPin: false } as const;
const chordsOn = (screen: (typeof screens)[number], me: Person | null) => {
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
    chord.startsWith('Shift+Arrow') && screen === 'inspect'
      ? 'Shift+arrows'
      : chord.replace('Page', 'Pg').replace('Arrow', '');
  const own = new Set(Object.keys(screenKeys[screen]).map(printed));
  const frame = ['F1', 'Ctrl+L', 'Ctrl+B', 'Esc', 'Alt+1', 'Alt+2', 'Alt+3', 'Alt+4', 'Alt+5'];
  const expected = [...(screen === 'inspect' ? ['F13'] : []), ...own, ...frame];
  expect(chords.toSorted()).toEqual(expected.toSorted());
});

test('a screen that a role may not open has no key in the list', () => {
  const frame = (me: Person | null) => chordsOn('station', me).filter((chord) => chord.startsWith('Alt+'));
  expect(frame({ ...admin, role: 'technician' })).toEqual(['Alt+1', 'Alt+2', 'Alt+3', 'Alt+5']);
  expect(frame(null)).toEqual(['Alt+1', 'Alt+2', 'Alt+3', 'Alt+5']);
  expect(frame({ ...admin, role: 'qa' })).toHaveLength(5);
});
