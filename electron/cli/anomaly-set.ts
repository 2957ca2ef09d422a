import { basename } from 'node:path';
import { readSource } from '../../ml/dataset/layout.ts';
import type { SourcePicture } from '../../ml/dataset/source.ts';
import { createRandom } from '../../ml/demo/random.ts';
import { sourceFolder } from '../host/datasets/source-folder.ts';
import type { TrainingDataset } from '../host/training/dataset.ts';
import type { MeaningOf } from './class-meaning.ts';
import { UsageError } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { openFolder } from './picture-files.ts';
import { hashOf, labelledPictures, numberedBy, type LabelledPicture } from './training-set.ts';

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
 * A folder of any layout: good pictures alone, a folder a class, boxes, or masks. A picture is good by the word of its class; where there are
 * no classes, because nothing is marked on it.
 * @throws UsageError for what cannot be learnt from
 */
export async function openAnomalySet(
  root: string,
  { meaning, pieces, seed, goodOnly }: AnomalySetWishes,
  bench: Pick<ModelBench, 'pictures'>,
): Promise<TrainingDataset> {
  const draft = await openFolder(root);
  const { pictures, classes } = await readSource(sourceFolder(draft));
  const plain = classes.length <= 1 && pictures.every(({ boxes, mask }) => !boxes && !mask);
  const allGood = pictures.map((one): SourcePicture => ({ ...one, class: 'good' }));
  const all = await labelledPictures(draft, plain ? allGood : pictures, bench);
  if (all.length === 0) throw new UsageError(`there are no pictures in ${root} whose label is known`);
  const names = [...new Set(all.map(({ label }) => label))].toSorted();
  const isGood = ({ label }: LabelledPicture) => meaning(label) === 'pass';
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
    name: basename(root),
    classes: names.map((name) => ({ name, verdict: meaning(name) })),
    train: chosen.map(picture),
    valid: goodOnly ? [] : rest.filter((one) => !isGood(one)).map(picture),
    test: test.map(picture),
    hash: hashOf(all),
    ...(test.length > 0 && { testHash: hashOf(test) }),
    notes: [
      ...(left > 0 ? [`${left} pictures are in test too, and were left out of learning.`] : []),
      ...(chosen.length < fine.length
        ? [`${chosen.length} of ${fine.length} good pictures were drawn, with seed ${seed}.`]
        : []),
    ],
  };
}

/** In an order of their own for each seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  const draws = items.map((item) => ({ item, draw: random.next() }));
  return draws.toSorted((one, other) => one.draw - other.draw).map(({ item }) => item);
}
