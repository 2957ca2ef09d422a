import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { inspectionOf } from './inspection.fixture.ts';
import { Dispositions, Findings } from './side.tsx';

afterEach(cleanup);
const lines = () => screen.getAllByRole('listitem').map((item) => item.textContent);

test('findings carry their numbers; without any the list says what that means', () => {
  const { rerender } = render(<Findings inspection={inspectionOf('defect', 41)} />);
  expect(lines()).toEqual(['1Pit 1.8 mm0.91']);
  rerender(<Findings inspection={inspectionOf('pass', 42)} />);
  expect(lines()).toEqual([expect.stringMatching(/^No findings · score 0\.\d\d · \d+ ms$/)]);
  // What was not judged has no score.
  rerender(<Findings inspection={inspectionOf('no-result', 43)} />);
  expect(lines()).toEqual(['No result (picture-black)']);
  rerender(<Findings inspection={null} />);
  expect(lines()).toEqual(['Findings stand here']);
});

test('a decision shows which one stands, and cannot be made where there is nothing to decide', () => {
  const choose = vi.fn();
  const show = (enabled: boolean) => (
    <MantineProvider>
      <Dispositions enabled={enabled} chosen="repair" onChoose={choose} />
    </MantineProvider>
  );
  const { rerender } = render(show(true));
  const pressed = screen.getAllByRole('button', { pressed: true });
  expect(pressed.map((button) => button.getAttribute('aria-keyshortcuts'))).toEqual(['F7']);
  screen.getByRole('button', { name: /Replace/ }).click();
  expect(choose.mock.calls).toEqual([['replace']]);
  rerender(show(false));
  screen.getByRole('button', { name: /Replace/ }).click();
  expect(choose).toHaveBeenCalledTimes(1);
});
