import { expect, test } from 'vitest';
import type { EventKind, EventData } from '../../contract/events.ts';
import { inspection, technician } from '../events.fixture.ts';
import { start } from '../journal/filled.fixture.ts';
import { seeded } from '../seeded.fixture.ts';
import { createFold } from './fold.ts';
import { createSamples } from './samples.ts';

const runs = process.env['LOUPE_FULL'] === '1' ? 50 : 5;
test(`${runs} seeded journals of several segments: what is read bit by bit is what a fold of every line says`, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = seeded(seed);
    const below = (count: number) => Math.floor(chance() * count);
    const { journal } = await start();
    const id = (seq: number) => `${journal.stationId}-${seq}`;
    const samples = createSamples(journal);
    const whole = createFold();
    const say = async <K extends EventKind>(kind: K, data: EventData<K>): Promise<string> => {
      const event = await journal.append(kind, data, technician);
      whole.add(journal.stationId, event as never);
      return id(event.seq);
    };
    const inspections: string[] = [];
    const labels: string[] = [];
    for (let n = 0; n < 120; n++) {
      const one = inspections[below(inspections.length)];
      const label = labels[below(labels.length)];
      const choice = below(12);
      if (one === undefined || choice < 5) {
        // A piece whose name reads like a journal line changes nothing.
        const identity = { serial: `"kind":"label.set" ${below(5)}` };
        inspections.push(await say('inspection.recorded', inspection('ab'.repeat(32), '', { identity })));
      } else if (choice < 8) {
        const replaces = label === undefined || below(2) === 0 ? [] : [label];
        labels.push(await say('label.set', { inspection: one, replaces, verdict: 'defect' }));
      } else if (choice === 8 && label !== undefined) await say('label.withdrawn', { label });
      else if (choice === 9)
        await say('identity.corrected', { inspection: one, identity: { serial: `SN ${n}` } });
      else if (choice === 10) await say('review.requested', { inspection: one, why: 'odd' });
      else if (choice === 11) await say('disposition.set', { inspection: one, disposition: 'leave-to-qa' });
      if (below(20) === 0) await journal.seal();
      if (below(10) === 0)
        expect([seed, n, (await samples.reviewed()).all]).toEqual([seed, n, whole.reviewed()]);
    }
    const { all, upTo } = await samples.reviewed();
    expect([seed, all, upTo]).toEqual([seed, whole.reviewed(), journal.head().seq]);
    expect((await createSamples(journal).reviewed()).all).toEqual(all);
    expect(all.length).toBeGreaterThan(10);
    await journal.close();
  }
});

test('what was read is not read again, and a label of what is no inspection is passed over', async () => {
  const { journal } = await start();
  const { seq } = await journal.append('inspection.recorded', inspection('ab'.repeat(32)), technician);
  const label = (of: number) =>
    journal.append(
      'label.set',
      { inspection: `${journal.stationId}-${of}`, replaces: [], verdict: 'pass' },
      technician,
    );
  await label(1);
  await label(seq);
  const read: number[] = [];
  const samples = createSamples({
    stationId: journal.stationId,
    head: () => journal.head(),
    read: (after, limit) => {
      read.push(after);
      return journal.read(after, limit);
    },
  });
  expect((await samples.reviewed()).all.map(({ id }) => id)).toEqual([`${journal.stationId}-${seq}`]);
  expect(read).toEqual([0, 0]);
  await samples.reviewed();
  expect(read).toEqual([0, 0]);
  await label(seq);
  expect((await samples.reviewed()).all[0]?.labels).toHaveLength(2);
  expect(read).toEqual([0, 0, 4]);
});
