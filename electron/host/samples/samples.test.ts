import { expect, test } from 'vitest';
import type { EventKind, EventData } from '../../contract/events.ts';
import { inspection, technician } from '../events.fixture.ts';
import { start } from '../journal/filled.fixture.ts';
import { eventsAfter } from '../journal/events-after.ts';
import type { Journal } from '../journal/journal.ts';
import { othersOf } from '../journal/others.fixture.ts';
import { createJournals, type ReadableJournal } from '../journal/journals.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
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
    const samples = createSamples(createJournals(journal));
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
    expect([seed, all, upTo]).toEqual([seed, whole.reviewed(), { [journal.stationId]: journal.head().seq }]);
    expect((await createSamples(createJournals(journal)).reviewed()).all).toEqual(all);
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
  const counting: ReadableJournal = {
    stationId: journal.stationId,
    head: () => journal.head(),
    line: (seq) => journal.line(seq),
    read: (after, limit) => {
      read.push(after);
      return journal.read(after, limit);
    },
  };
  const samples = createSamples(createJournals(counting));
  expect((await samples.reviewed()).all.map(({ id }) => id)).toEqual([`${journal.stationId}-${seq}`]);
  expect(read).toEqual([0, 0]);
  await samples.reviewed();
  expect(read).toEqual([0, 0]);
  await label(seq);
  expect((await samples.reviewed()).all[0]?.labels).toHaveLength(2);
  expect(read).toEqual([0, 0, 4]);
});

test(`${runs} seeded pairs of stations that hear of each other late: each says what a fold of every line that is there says`, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = seeded(seed);
    const below = (count: number) => Math.floor(chance() * count);
    const [bench, desk] = [(await start()).journal, (await start(createMemoryPlatform({ seed: 2 }))).journal];
    const [toBench, toDesk] = [othersOf(desk), othersOf(bench)];
    const here = new Map([
      [bench, createSamples(createJournals(bench, toBench))],
      [desk, createSamples(createJournals(desk, toDesk))],
    ]);
    const said: { readonly journal: Journal; readonly id: string; readonly kind: string }[] = [];
    const known = (journal: Journal, kind: string) =>
      said.filter((one) => {
        const other = journal === bench ? toBench : toDesk;
        const seq = Number(one.id.split('-')[1]);
        return (
          one.kind === kind &&
          (one.journal === journal || seq <= other.journal(one.journal.stationId).head().seq)
        );
      });
    const checked = async () => {
      for (const [journal, samples] of here) {
        const whole = createFold();
        for (const one of createJournals(journal, journal === bench ? toBench : toDesk).all())
          for await (const event of eventsAfter(one, 0, () => true)) whole.add(one.stationId, event);
        expect([seed, (await samples.reviewed()).all]).toEqual([seed, whole.reviewed()]);
      }
    };
    for (let n = 0; n < 80; n++) {
      const journal = below(3) === 0 ? desk : bench;
      const pieces = known(journal, 'inspection.recorded');
      const labels = known(journal, 'label.set');
      const piece = pieces[below(pieces.length)]?.id;
      const label = labels[below(labels.length)]?.id;
      const say = async <K extends EventKind>(kind: K, data: EventData<K>) => {
        const { seq } = await journal.append(kind, data, technician);
        said.push({ journal, id: `${journal.stationId}-${seq}`, kind });
      };
      const choice = below(8);
      if (piece === undefined || choice < 2) await say('inspection.recorded', inspection('ab'.repeat(32)));
      else if (choice < 5) {
        const replaces = label === undefined || below(2) === 0 ? [] : [label];
        await say('label.set', { inspection: piece, replaces, verdict: 'defect' });
      } else if (choice === 5 && label !== undefined) await say('label.withdrawn', { label });
      else if (choice === 6)
        await say('second-look.asked', { inspection: piece, asked: below(3) > 0, seen: [] });
      if (below(6) === 0) toDesk.come();
      if (below(6) === 0) toBench.come();
      if (below(12) === 0) await checked();
    }
    for (const others of [toBench, toDesk]) others.come();
    await checked();
    const [one, other] = [...here.values()];
    expect((await one!.reviewed()).all).toEqual((await other!.reviewed()).all);
    expect((await one!.reviewed()).all.length).toBeGreaterThan(5);
  }
});
