import { expect, test } from 'vitest';
import type { EventData } from '../../contract/events.ts';
import { seeded } from '../seeded.fixture.ts';
import { createFold } from './fold.ts';
import { eventOf, historyOf, label, north, recordedAt, south, type PlacedEvent } from './fold.fixture.ts';

const fold = (events: readonly PlacedEvent[]) => {
  const made = createFold();
  for (const { station, event } of events) made.add(station, event);
  return made;
};

test('what was said of an inspection is folded onto it: labels, the last identity, and whether somebody asked', () => {
  const id = `${north}-1`;
  const [one] = fold([
    recordedAt(north, 1, { verdict: 'defect', identity: { instrument: 'forceps', serial: 'SN 1' } }),
    label(north, 2, id, { verdict: 'defect', class: 'bent' }),
    eventOf(north, 3, 'identity.corrected', { inspection: id, identity: { serial: 'SN 2' } }),
    eventOf(north, 4, 'disposition.set', { inspection: id, disposition: 'leave-to-qa' }),
    label(north, 5, id, { replaces: [`${north}-2`], class: 'worn' }),
  ]).reviewed();
  expect(one).toEqual({
    ...{ id, at: '2026-01-01T00:00:00.000Z', verdict: 'defect', disagreed: false, flagged: true },
    saidAt: { [north]: 5 },
    image: { sha256: '1'.padStart(64, '0'), width: 4, height: 4 },
    serial: 'SN 2',
    labels: [{ id: `${north}-5`, verdict: 'pass', class: 'worn' }],
    opinions: [{ by: 'ada', verdict: 'defect', class: 'bent' }],
    asking: [],
  });
});

test('what each person said first stays known, also where somebody else’s label replaced it; not what they took back', () => {
  const id = `${north}-1`;
  const said = (seq: number, who: string, data: Partial<EventData<'label.set'>>) =>
    eventOf(north, seq, 'label.set', { inspection: id, replaces: [], verdict: 'pass', ...data }, who);
  const [one] = fold([
    recordedAt(north, 1),
    said(2, 'ada', { verdict: 'bad-picture' }),
    eventOf(north, 3, 'label.withdrawn', { label: `${north}-2` }),
    said(4, 'ada', { verdict: 'defect', class: 'bent', blind: true }),
    said(5, 'max', { replaces: [`${north}-4`] }),
    said(6, 'ada', { replaces: [`${north}-5`] }),
  ]).reviewed();
  expect(one?.opinions).toEqual([
    { by: 'ada', verdict: 'defect', class: 'bent', blind: true },
    { by: 'max', verdict: 'pass' },
  ]);
});

test('the package and the class are those of the step that decided', () => {
  const step = (verdict: 'pass' | 'defect', model: string, classes: Record<string, number>) => ({
    ...{ model, version: 3, sha256: 'a'.repeat(64), verdict, score: 0.5, findings: [] },
    thresholds: { pass: 0.4, defect: 0.6 },
    classes: Object.entries(classes).map(([name, score]) => ({ class: name, score })),
    engine: { provider: 'cpu', runtime: 'r', device: 'd', kernel: 'k' },
    ms: { preprocess: 1, run: 1, decode: 1 },
  });
  const steps = [
    step('pass', 'kind', { ok: 0.9 }),
    step('defect', 'tips', { ok: 0.2, bent: 0.7, rust: 0.1 }),
  ];
  const [one] = fold([
    recordedAt(north, 1, { verdict: 'defect', steps }),
    label(north, 2, `${north}-1`),
  ]).reviewed();
  expect(one).toMatchObject({ package: 'tips v3', claimed: 'bent', disagreed: true });
});

test('two labels that do not replace each other stand both; what was taken back gives back what it replaced', () => {
  const id = `${north}-1`;
  const events = [
    recordedAt(north, 1),
    label(north, 2, id, { verdict: 'defect' }),
    label(south, 7, id),
    label(north, 3, id, { replaces: [`${north}-2`], verdict: 'bad-picture' }),
  ];
  expect(
    fold(events)
      .reviewed()[0]
      ?.labels.map((one) => one.id),
  ).toEqual([`${north}-3`, `${south}-7`]);
  const back = [...events, eventOf(north, 4, 'label.withdrawn', { label: `${north}-3` })];
  expect(fold(back).reviewed()[0]).toMatchObject({
    labels: [{ id: `${north}-2` }, { id: `${south}-7` }],
    saidAt: { [north]: 4, [south]: 7 },
  });
});

test('an inspection nobody labelled is not among them; one whose own line is not there is asked for', () => {
  const made = fold([
    recordedAt(north, 1),
    eventOf(north, 2, 'review.requested', { inspection: `${north}-1`, why: 'odd' }),
    label(north, 3, `${north}-9`),
  ]);
  expect([made.reviewed(), made.missing()]).toEqual([[], [`${north}-9`]]);
});

test('a second look is waited for until somebody else labels; what stands is known of what nobody labelled, too', () => {
  const id = `${north}-1`;
  const asked = [
    recordedAt(north, 1),
    label(north, 2, id),
    eventOf(north, 3, 'second-look.asked', { inspection: id, asked: true, seen: [`${north}-2`] }),
    label(north, 4, id, { replaces: [`${north}-2`] }),
  ];
  expect(fold(asked).reviewed()[0]?.asking).toEqual(['ada']);
  const answer: EventData<'label.set'> = { inspection: id, replaces: [`${north}-4`], verdict: 'pass' };
  expect(fold([...asked, eventOf(south, 9, 'label.set', answer, 'max')]).reviewed()[0]?.asking).toEqual([]);
  const sent = fold([eventOf(north, 5, 'review.requested', { inspection: id, why: 'odd' })]);
  expect([sent.standing(id), sent.standing(`${north}-8`)]).toEqual([
    { labels: [], said: [], flagged: true },
    { labels: [], said: [], flagged: false },
  ]);
});

const runs = process.env['LOUPE_FULL'] === '1' ? 5000 : 200;
test(`${runs} seeded histories of two stations and three people: the reviewed are the same in whatever order lines arrive`, () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = seeded(seed);
    const below = (count: number) => Math.floor(chance() * count);
    const history = historyOf(below);
    const end = fold(history).reviewed();
    const once = { labels: new Set<string>(), gone: new Set<string>(), answered: new Set<string>() };
    for (const { station, event } of history) {
      if (event.kind === 'label.set') {
        once.labels.add(`${station}-${event.seq}`);
        for (const id of event.data.replaces) once.answered.add(id);
      } else if (event.kind === 'label.withdrawn') once.gone.add(event.data.label);
    }
    for (let order = 0; order < 4; order++) {
      const shuffled = history
        .map((event) => [chance(), event] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, event]) => event);
      expect([seed, fold(shuffled).reviewed()]).toEqual([seed, end]);
    }
    // None is lost: a label that does not stand was taken back, or answered by somebody who saw it.
    const standing = new Set(end.flatMap(({ labels }) => labels.map(({ id }) => id)));
    for (const id of once.labels)
      expect([seed, id, standing.has(id) || once.gone.has(id) || once.answered.has(id)]).toEqual([
        seed,
        id,
        true,
      ]);
    for (const id of once.gone) expect([seed, standing.has(id)]).toEqual([seed, false]);
  }
});
