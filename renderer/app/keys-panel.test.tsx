import { MantineProvider } from '@mantine/core';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { screenKeys, screens } from '../keys/keymap.ts';
import { KeysPanel } from './keys-panel.tsx';

afterEach(cleanup);

test.each(screens)('F1 on %s names each of its commands once, and none that it has not', (screen) => {
  const { container } = render(
    <MantineProvider>
      <KeysPanel screen={screen} pedalKey="F13" onClose={() => undefined} />
    </MantineProvider>,
  );
  const chords = [...container.querySelectorAll('kbd')].map((key) => key.textContent);
  const printed = (chord: string) =>
    chord.startsWith('Shift+Arrow') && screen === 'inspect'
      ? 'Shift+arrows'
      : chord.replace('Page', 'Pg').replace('Arrow', '');
  const own = new Set(Object.keys(screenKeys[screen]).map(printed));
  const frame = ['F1', 'Ctrl+L', 'Ctrl+B', 'Esc', 'Alt+1', 'Alt+2', 'Alt+3', 'Alt+4'];
  const expected = [...(screen === 'inspect' ? ['F13'] : []), ...own, ...frame];
  expect(chords.toSorted()).toEqual(expected.toSorted());
});
