import 'fake-indexeddb/auto';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { apply } from '../projection/apply.ts';
import { hashOf, inspection, journalId, line, random, station } from '../projection/journal.fixture.ts';
import { parseLines } from '../projection/lines.ts';
import { ProjectionContext, type Projection } from '../projection/projection.ts';
import { createStore, cursorAt } from '../projection/store.ts';
import { Said } from './facts.tsx';

vi.mock('../client/use-names.ts', () => ({ useNames: () => (id: string) => id }));
vi.mock('./used-in.tsx', () => ({ UsedIn: () => null }));
afterEach(cleanup);

const desk = 'desk1aaaaa';
const lines = (...texts: string[]) => parseLines(new TextEncoder().encode(texts.join('\n')), 0);

test('what a desk that inspects nothing said of a piece names the desk; what was said where it was inspected is a number', async () => {
  const store = createStore(`said-${Math.random()}`);
  await store.cursors.bulkPut([
    cursorAt({ station, journal: journalId }, 0, hashOf(0)),
    cursorAt({ station: desk, journal: journalId, other: true, name: 'QA desk' }, 0, hashOf(0)),
  ]);
  const piece = `${station}-1`;
  const label = (comment: string, replaces: string[] = []) =>
    ({ inspection: piece, verdict: 'pass', replaces, comment }) as const;
  await apply(
    store,
    station,
    lines(line(1, 'inspection.recorded', inspection(1, random(1))), line(2, 'label.set', label('here'))),
    10_000,
  );
  await apply(store, desk, lines(line(1, 'label.set', label('there', [`${station}-2`]))), 10_000);

  const progress = { phase: 'live', station, head: 2 } as const;
  const projection: Projection = {
    store,
    progress: () => progress,
    subscribe: () => () => undefined,
    connect: () => undefined,
    onReachWanted: () => undefined,
    estimate: () => undefined,
    onEstimate: () => () => undefined,
    close: () => undefined,
  };
  render(
    <ProjectionContext value={projection}>
      <Said id={piece} />
    </ProjectionContext>,
  );
  expect((await screen.findByText(/“here”/)).textContent).toMatch(/ · #2$/);
  await vi.waitFor(() =>
    expect(screen.getByText(/“there”/).textContent).toMatch(/\(replaces #2\) .* · QA desk #1$/),
  );
  await store.delete();
});
