import { expect, test } from 'vitest';
import type { ReviewRoles } from '../../contract/review-roles.ts';
import type { Finding } from '../../../ml/verdict/result.ts';
import { inspect as inspectAt, start as startAt } from '../journal/filled.fixture.ts';
import { createJournals, type OtherJournals } from '../journal/journals.ts';
import { othersOf } from '../journal/others.fixture.ts';
import { openJournal } from '../journal/open.ts';
import { inspection, technician } from '../events.fixture.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { createSamples } from '../samples/samples.ts';
import { createReview, type NewLabel } from './review.ts';

const [ada, max, eve] = [
  { id: 'ada', role: 'qa' },
  { id: 'max', role: 'qa' },
  { id: 'eve', role: 'admin' },
] as const;

/** A station with three inspections of 4 × 4 pixels. */
async function start(roles: ReviewRoles = {}, others?: OtherJournals) {
  const platform = createMemoryPlatform();
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  const inspections: string[] = [];
  for (const picture of ['a', 'b', 'c']) {
    const { seq } = await journal.append('inspection.recorded', inspection(picture.repeat(64)), technician);
    inspections.push(`${journal.stationId}-${seq}`);
  }
  const lines = async () =>
    new TextDecoder()
      .decode((await journal.read(0, 1e7)).lines)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; by: { id: string }; data: unknown });
  const journals = createJournals(journal, others);
  const guard = { roles: () => roles, standing: createSamples(journals).standing };
  return { platform, journal, review: createReview(journals, guard), inspections, lines };
}
const good = (of: string | undefined, ...replaces: string[]): NewLabel => ({
  ...{ inspection: of ?? 'nowhere1-1', replaces, verdict: 'pass' },
});

test('labels are lines of the journal by whoever set them; several share their fate', async () => {
  const { review, inspections, lines } = await start();
  const before = (await lines()).length;
  const ids = await review.label([good(inspections[0]), good(inspections[1])], ada);
  expect((await lines()).slice(before)).toMatchObject([
    { kind: 'label.set', by: ada, data: { inspection: inspections[0], verdict: 'pass', replaces: [] } },
    { kind: 'label.set', by: ada, data: { inspection: inspections[1], verdict: 'pass', replaces: [] } },
  ]);
  expect(ids.map((id) => id.split('-')[1])).toEqual([`${before + 1}`, `${before + 2}`]);
});

test('a label of what is not there, of another inspection, or beside the picture is refused, and nothing is written', async () => {
  const { journal, review, inspections, lines } = await start();
  const [label = ''] = await review.label([good(inspections[0])], ada);
  const before = (await lines()).length;
  const first = `${journal.stationId}-1`;
  const region = (x: number): Finding => ({ kind: 'box', box: [x, 0, 2, 2], class: 'pit', score: 1 });
  const refused: [NewLabel, string][] = [
    [good('nowhere1-1'), 'not-found'],
    [good(first), 'not-found'],
    [good(`${journal.stationId}-99`), 'not-found'],
    [good(label), 'not-found'],
    [good(inspections[0], inspections[1]!), 'not-found'],
    [good(inspections[1], label), 'bad-input'],
    [{ ...good(inspections[1]), regions: [region(4)] }, 'bad-input'],
  ];
  for (const [wrong, code] of refused)
    await expect(review.label([good(inspections[2]), wrong], ada)).rejects.toMatchObject({ code });
  expect((await lines()).length).toBe(before);
  await review.label([{ ...good(inspections[1]), regions: [region(3)] }], ada);
});

test('whoever set a label takes it back, once', async () => {
  const { review, inspections, lines } = await start();
  const ids = await review.label([good(inspections[0]), good(inspections[1])], ada);
  await expect(review.withdraw(ids, max)).rejects.toMatchObject({ code: 'conflict' });
  await review.withdraw(ids, ada);
  expect((await lines()).slice(-2)).toMatchObject([
    { kind: 'label.withdrawn', by: ada, data: { label: ids[0] } },
    { kind: 'label.withdrawn', by: ada, data: { label: ids[1] } },
  ]);
  await expect(review.withdraw(ids, ada)).rejects.toMatchObject({ code: 'conflict' });
});

test('a label that somebody else has answered stays; when the answer is gone it can be taken back', async () => {
  const { review, inspections, lines } = await start();
  const mine = await review.label([good(inspections[0]), good(inspections[1])], ada);
  const [answer = ''] = await review.label([good(inspections[1], mine[1]!)], max);
  const before = (await lines()).length;
  await expect(review.withdraw(mine, ada)).rejects.toMatchObject({
    code: 'labelled-since',
    data: { inspection: inspections[1], by: 'max' },
  });
  expect((await lines()).length).toBe(before);
  await review.withdraw([answer], max);
  await review.withdraw(mine, ada);
});

test('two that take the same label back at once: one does', async () => {
  const { review, inspections } = await start();
  const ids = await review.label([good(inspections[0])], ada);
  const ends = await Promise.allSettled([review.withdraw(ids, ada), review.withdraw(ids, ada)]);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('said again after a lost answer: what was written is not written twice, what was not is written now', async () => {
  const { journal, review, inspections, lines } = await start();
  const once = (i: number, name: string): NewLabel => ({ ...good(inspections[i]), once: name });
  const since = journal.head().seq;
  const [first] = await review.label([once(0, 'label-one')], ada);
  const again = await review.label([once(0, 'label-one'), once(1, 'label-two')], ada, since);
  expect(again).toEqual([first, `${journal.stationId}-${since + 2}`]);
  expect(await review.label([once(0, 'label-one'), once(1, 'label-two')], ada, since)).toEqual(again);
  expect((await lines()).filter(({ kind }) => kind === 'label.set')).toHaveLength(2);
  // The same name by somebody else is another label.
  await review.label([once(0, 'label-one')], max, since);
  expect((await lines()).filter(({ kind }) => kind === 'label.set')).toHaveLength(3);
});

test('one that is said again while the first is still being written waits for it', async () => {
  const { journal, review, inspections, lines } = await start();
  const label: NewLabel = { ...good(inspections[0]), once: 'label-one' };
  const since = journal.head().seq;
  const [first, second] = await Promise.all([review.label([label], ada), review.label([label], ada, since)]);
  expect(second).toEqual(first);
  expect((await lines()).filter(({ kind }) => kind === 'label.set')).toHaveLength(1);
});

test('a reason may ask for a role: whoever has it labels, for the others nothing is written', async () => {
  const { journal, review, inspections, lines } = await start({
    corrected: 'admin',
    flagged: 'admin',
    unsure: 'qa',
  });
  const record = async (verdict: 'defect' | 'unsure') => {
    const { seq } = await journal.append(
      'inspection.recorded',
      inspection('d'.repeat(64), '', { verdict }),
      technician,
    );
    return `${journal.stationId}-${seq}`;
  };
  const [defect, unsure] = [await record('defect'), await record('unsure')];
  const refused = { code: 'not-allowed', data: { needs: 'admin' } };
  const [first = ''] = await review.label([good(defect)], ada);
  await expect(review.label([good(defect, first)], max)).rejects.toMatchObject(refused);
  await review.label([good(unsure)], ada);
  await journal.append('review.requested', { inspection: inspections[0]!, why: 'odd' }, technician);
  const before = (await lines()).length;
  await expect(review.label([good(inspections[1]), good(inspections[0])], ada)).rejects.toMatchObject(
    refused,
  );
  expect((await lines()).length).toBe(before);
  await review.label([good(inspections[0]), good(defect, first)], eve);
});

test('somebody asks for a second look; what they name as seen are labels of that inspection', async () => {
  const { review, inspections, lines } = await start();
  const [mine = ''] = await review.label([good(inspections[0])], ada);
  const ask = (of: number, ...seen: string[]) => ({ inspection: inspections[of]!, asked: true, seen });
  await review.secondLook(ask(0, mine), ada);
  expect((await lines()).at(-1)).toMatchObject({ kind: 'second-look.asked', by: ada, data: ask(0, mine) });
  await expect(review.secondLook(ask(1, mine), ada)).rejects.toMatchObject({ code: 'bad-input' });
  await expect(review.secondLook({ ...ask(0), inspection: 'nowhere1-1' }, ada)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a desk labels what another station inspected; labels of one station answer those of another', async () => {
  const far = (await startAt(createMemoryPlatform({ seed: 2 }))).journal;
  const others = othersOf(far);
  const { journal, review, lines } = await start({ corrected: 'admin' }, others);
  const { seq } = await inspectAt(far, 'piece');
  const id = `${far.stationId}-${seq}`;
  const wrong = good(id);
  await expect(review.label([{ ...wrong, replaces: [`${far.stationId}-9`] }], ada)).rejects.toMatchObject({
    code: 'not-found',
  });
  others.come();
  const [mine = ''] = await review.label([{ ...wrong, verdict: 'defect' }], ada);
  expect(mine).toBe(`${journal.stationId}-${journal.head().seq}`);
  // It corrects the model: another label of it takes an admin, here as there.
  await expect(review.label([good(id, mine)], max)).rejects.toMatchObject({ code: 'not-allowed' });
  const answer = await far.append('label.set', good(id, mine), max);
  others.come();
  await expect(review.withdraw([mine], ada)).rejects.toMatchObject({
    code: 'labelled-since',
    data: { inspection: id, by: 'max' },
  });
  const theirs = `${far.stationId}-${answer.seq}`;
  await expect(review.withdraw([theirs], max)).rejects.toMatchObject({ code: 'conflict' });
  await review.secondLook({ inspection: id, asked: true, seen: [mine, theirs] }, ada);
  await review.label([good(id, theirs)], ada);
  expect((await lines()).at(-1)).toMatchObject({
    kind: 'label.set',
    data: { inspection: id, replaces: [theirs] },
  });
});
