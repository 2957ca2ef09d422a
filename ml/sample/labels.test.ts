import { expect, test } from 'vitest';
import { createRandom, type Random } from '../demo/random.ts';
import { currentLabels, type Placed } from './labels.ts';

const label = (id: string, ...replaces: string[]): Placed => ({ id, replaces });
const idsOf = (labels: readonly Placed[], ...withdrawn: string[]) =>
  currentLabels(labels, new Set(withdrawn))
    .map(({ id }) => id)
    .toSorted();

test('the last word stands; two that did not see each other are a conflict', () => {
  expect(idsOf([])).toEqual([]);
  expect(idsOf([label('a'), label('b', 'a')])).toEqual(['b']);
  expect(idsOf([label('a'), label('b', 'a'), label('c', 'a')])).toEqual(['b', 'c']);
  expect(idsOf([label('a'), label('b', 'a'), label('c', 'a'), label('d', 'b', 'c')])).toEqual(['d']);
});

test('withdrawn, a label gives back what it replaced', () => {
  const labels = [label('a'), label('b', 'a'), label('c', 'b')];
  expect(idsOf(labels, 'c')).toEqual(['b']);
  expect(idsOf(labels, 'c', 'b')).toEqual(['a']);
  // Whoever answered b had seen that it answered a.
  expect(idsOf(labels, 'b')).toEqual(['c']);
  expect(idsOf(labels, 'a', 'b', 'c')).toEqual([]);
});

const shuffled = <T>(values: readonly T[], random: Random): T[] =>
  values
    .map((value) => [random.next(), value] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value);

test('300 seeded histories of two stations and three people: every station folds to the same labels, and none is lost', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed);
    // What each station knows: what was said there, and what came over from the other one.
    const known = [
      { labels: new Map<string, Placed>(), withdrawn: new Set<string>() },
      { labels: new Map<string, Placed>(), withdrawn: new Set<string>() },
    ];
    const mine = new Map<string, string[]>();
    for (let seq = 1; seq <= 25; seq++) {
      const at = random.below(2);
      const station = known[at]!;
      const who = `person ${random.below(3)}`;
      const last = mine.get(who)?.at(-1);
      const choice = random.below(4);
      if (choice === 0) {
        // The outage ends for a moment.
        for (const [id, placed] of known[1 - at]!.labels) station.labels.set(id, placed);
        for (const id of known[1 - at]!.withdrawn) station.withdrawn.add(id);
      } else if (choice === 1 && last !== undefined && station.labels.has(last)) {
        station.withdrawn.add(last);
        mine.get(who)!.pop();
      } else {
        const id = `station${at}-${seq}`;
        const seen = currentLabels([...station.labels.values()], station.withdrawn);
        station.labels.set(id, { id, replaces: seen.map((one) => one.id) });
        mine.set(who, [...(mine.get(who) ?? []), id]);
      }
    }
    const labels = [...new Map(known.flatMap((station) => [...station.labels])).values()];
    const withdrawn = known.flatMap((station) => [...station.withdrawn]);
    const end = idsOf(labels, ...withdrawn);
    for (let order = 0; order < 5; order++)
      expect([seed, ...idsOf(shuffled(labels, random), ...shuffled(withdrawn, random))]).toEqual([
        seed,
        ...end,
      ]);
    // Whatever does not stand was withdrawn, or answered by somebody who saw it, or saw the answer to it.
    const gone = new Set(withdrawn);
    const answered = new Set(labels.flatMap(({ replaces }) => replaces));
    for (const { id } of labels)
      expect([seed, id, end.includes(id) || gone.has(id) || answered.has(id)]).toEqual([seed, id, true]);
    if (labels.some(({ id }) => !gone.has(id))) expect(end.length).toBeGreaterThan(0);
  }
});
