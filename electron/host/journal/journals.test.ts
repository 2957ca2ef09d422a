import { expect, test } from 'vitest';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { inspect, start } from './filled.fixture.ts';
import { createJournals } from './journals.ts';
import { othersOf } from './others.fixture.ts';

test("a station's own journal first, then the others; a line by its id wherever it was written", async () => {
  const [here, there] = [await start(), await start(createMemoryPlatform({ seed: 2 }))];
  const others = othersOf(there.journal);
  const journals = createJournals(here.journal, others);
  const { seq } = await inspect(there.journal, 'far');
  const id = `${there.journal.stationId}-${seq}`;
  others.come();
  expect(journals.all().map(({ stationId }) => stationId)).toEqual([
    here.journal.stationId,
    there.journal.stationId,
  ]);
  expect(journals.of().stationId).toBe(here.journal.stationId);
  expect(journals.of(there.journal.stationId).head()).toEqual(there.journal.head());
  expect((await journals.event('inspection.recorded', id)).data.source.label).toBe('far');
  const missing = (what: string, of: string) => ({ code: 'not-found', data: { what, id: of } });
  await expect(journals.event('label.set', id)).rejects.toMatchObject(missing('label', id));
  await expect(journals.event('inspection.recorded', 'nowhere1-1')).rejects.toMatchObject(
    missing('inspection', 'nowhere1-1'),
  );
  expect(createJournals(here.journal).all()).toEqual([here.journal]);
});
