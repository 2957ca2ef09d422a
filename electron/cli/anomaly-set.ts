import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { meansGood } from '../../ml/dataset/class-words.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import type { SourceList, SourcePicture } from '../../ml/dataset/source.ts';
import { createRandom } from '../../ml/demo/random.ts';
import type { TrainingDataset, TrainingPicture } from '../host/training/dataset.ts';
import { labelledOf } from './annotated-pictures.ts';
import { UsageError } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { filesBelow } from './picture-files.ts';

export interface AnomalySetWishes {
  /** Classes that mean a good piece; empty: those whose name says so. */
  readonly pass: readonly string[];
  /** Good pictures to learn from, at most. */
  readonly pieces: number;
  /** Draws them where there are more, and their order: every fifth is held back. */
  readonly seed: number;
  /** Leaves out defective pictures outside the test; limits then rest on good ones alone. */
  readonly goodOnly: boolean;
}

interface Labelled extends Pick<SourcePicture, 'split'> {
  readonly name: string;
  readonly label: string;
  readonly isGood: boolean;
  /** SHA-256 of the file. */
  readonly image: string;
  readonly frame: TrainingPicture['frame'];
}

/**
 * A folder of any layout: good pictures alone, a folder a class, boxes, or masks. A picture is good by the word of its class; where there are
 * no classes, because nothing is marked on it.
 * @throws UsageError for what cannot be learnt from
 */
export async function openAnomalySet(
  root: string,
  { pass, pieces, seed, goodOnly }: AnomalySetWishes,
  bench: Pick<ModelBench, 'pictures'>,
): Promise<TrainingDataset> {
  const files = await filesBelow(root);
  const source = await readSource({ files, text: (file) => readFile(join(root, file), 'utf8') });
  const all = await labelledPictures(root, source, pass, bench);
  if (all.length === 0) throw new UsageError(`there are no pictures in ${root} whose label is known`);
  const names = [...new Set(all.map(({ label }) => label))].toSorted();
  const good = new Set(all.filter(({ isGood }) => isGood).map(({ label }) => label));
  if (good.size === 0)
    throw new UsageError(
      `no class of ${root} means a good piece (${names.join(', ')}): say which with --pass`,
    );
  const test = all.filter(({ split }) => split === 'test');
  const inTest = new Set(test.map(({ image }) => image));
  const rest = all.filter(({ split, image }) => split !== 'test' && !inTest.has(image));
  const left = all.length - test.length - rest.length;
  const fine = rest.filter(({ isGood }) => isGood);
  const chosen = shuffled(fine, seed).slice(0, pieces);
  const picture = ({ name, image, label, frame }: Labelled): TrainingPicture => ({
    ...{ name, image, frame },
    label: names.indexOf(label),
  });
  return {
    name: basename(root),
    classes: names.map((name) => ({ name, verdict: good.has(name) ? 'pass' : 'defect' })),
    train: chosen.map(picture),
    valid: goodOnly ? [] : rest.filter(({ isGood }) => !isGood).map(picture),
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

async function labelledPictures(
  root: string,
  { pictures, classes }: SourceList,
  pass: readonly string[],
  bench: Pick<ModelBench, 'pictures'>,
): Promise<Labelled[]> {
  const plain = classes.length <= 1 && pictures.every(({ boxes, mask }) => !boxes && !mask);
  const found: Labelled[] = [];
  for (const picture of pictures) {
    const labelled = await labelledOf(root, plain ? { ...picture, class: 'good' } : picture, bench);
    if (labelled === null) continue;
    const { label, name = picture.file } = labelled;
    const isGood = pass.length > 0 ? pass.includes(label) : meansGood(label);
    const hash = createHash('sha256').update(await readFile(join(root, picture.file)));
    if (picture.page !== undefined) hash.update(`#${picture.page}`);
    found.push({
      ...{ name, label, isGood, image: hash.digest('hex') },
      ...(picture.split && { split: picture.split }),
      async frame() {
        const frame = await labelled.frame();
        if (frame === null) throw new UsageError(`${name} is no picture that can be read`);
        return frame;
      },
    });
  }
  return found;
}

/** In an order of their own for each seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  const draws = items.map((item) => ({ item, draw: random.next() }));
  return draws.toSorted((one, other) => one.draw - other.draw).map(({ item }) => item);
}

const hashOf = (pictures: readonly Labelled[]): string =>
  createHash('sha256')
    .update(
      pictures
        .map(({ image, label, split }) => JSON.stringify([image, label, split ?? null]))
        .toSorted()
        .join('\n'),
    )
    .digest('hex');
