import { createRandom } from '../../ml/demo/random.ts';
import type { TrainingDataset } from '../host/training/dataset.ts';
import type { MeaningOf } from './class-meaning.ts';
import { UsageError } from './io.ts';
import { isLabelled, type PictureSet } from './picture-set.ts';
import { hashed, hashesOf, numberedBy, type HashedPicture } from './training-set.ts';

export interface AnomalySetWishes {
  readonly meaning: MeaningOf;
  /** Good pictures to learn from, at most. */
  readonly pieces: number;
  /** Draws them where there are more, and their order: every fifth is held back. */
  readonly seed: number;
  /** Leaves out defective pictures outside the test; limits then rest on good ones alone. */
  readonly goodOnly: boolean;
}

/**
 * Good pictures alone, a folder a class, boxes, or masks. A picture is good by what its class means; where there are no classes, because
 * nothing is marked on it.
 * @throws UsageError for what cannot be learnt from
 */
export async function anomalySet(
  set: PictureSet,
  { meaning, pieces, seed, goodOnly }: AnomalySetWishes,
): Promise<TrainingDataset> {
  const root = set.name;
  const labelled = isPlain(set) ? set.pictures.map((one) => ({ ...one, label: 'good' })) : set.pictures;
  // What has no verdict says nothing of good and bad.
  const all = await hashed(labelled.filter(isLabelled).filter(({ label }) => meaning(label) !== 'info'));
  if (all.length === 0) throw new UsageError(`there are no pictures in ${root} whose label is known`);
  const names = [...new Set(all.map(({ label }) => label))].toSorted();
  const isGood = ({ label }: HashedPicture) => meaning(label) === 'pass';
  if (!all.some(isGood))
    throw new UsageError(
      `no class of ${root} means a good piece (${names.join(', ')}): say which with --pass`,
    );
  const test = all.filter(({ split }) => split === 'test');
  const inTest = new Set(test.map(({ image }) => image));
  const rest = all.filter(({ split, image }) => split !== 'test' && !inTest.has(image));
  const left = all.length - test.length - rest.length;
  const fine = rest.filter(isGood);
  const chosen = shuffled(fine, seed).slice(0, pieces);
  const picture = numberedBy(names);
  return {
    ...{ name: root, ...hashesOf(set, all, test) },
    classes: names.map((name) => ({ name, verdict: meaning(name) })),
    train: chosen.map(picture),
    valid: goodOnly ? [] : rest.filter((one) => !isGood(one)).map(picture),
    test: test.map(picture),
    notes: [
      ...(left > 0 ? [`${left} pictures are in test too, and were left out of learning.`] : []),
      ...(chosen.length < fine.length
        ? [`${chosen.length} of ${fine.length} good pictures were drawn, with seed ${seed}.`]
        : []),
    ],
  };
}

/** Pictures of one kind that nobody has said anything of are good ones: nobody learns from defects alone. */
function isPlain({ pictures, meanings }: PictureSet): boolean {
  const names = new Set(pictures.flatMap(({ label }) => label ?? []));
  const said = [...names].some((name) => meanings.has(name));
  return names.size <= 1 && !said && pictures.every(({ boxes, mask }) => !boxes && !mask);
}

/** In an order of their own for each seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  const draws = items.map((item) => ({ item, draw: random.next() }));
  return draws.toSorted((one, other) => one.draw - other.draw).map(({ item }) => item);
}
