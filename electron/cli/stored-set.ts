import { pictureKey } from '../../ml/dataset/examination.ts';
import { createStoredPictures } from '../host/datasets/stored-pictures.ts';
import { createDatasetReader, type DatasetReader, type Step } from '../host/datasets/store.ts';
import { createImageReader } from '../host/images/store.ts';
import type { Pictures } from '../host/inspection/pictures.ts';
import { createDiskFiles } from '../host/node/disk-files.ts';
import { UsageError } from './io.ts';
import { nearest } from './nearest.ts';
import { setPicture, type PictureSet } from './picture-set.ts';

/**
 * A dataset of a station: the version in force by its name, any version by its hash or the first eight figures of it. It is only read, beside
 * the station that may be running.
 * @throws UsageError where there is none
 */
export async function openStoredSet(
  word: string,
  data: string,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
): Promise<PictureSet> {
  const files = createDiskFiles({ data });
  const datasets = createDatasetReader(files);
  const { name, step } = await findVersion(word, data, datasets);
  const dataset = await datasets.read(name, step.hash);
  const stored = createStoredPictures(createImageReader(files), pictures);
  return {
    ...{ name, hash: step.hash },
    meanings: new Map(dataset.classes.map((one) => [one.name, one.verdict])),
    pictures: dataset.entries.map((entry) =>
      setPicture(entry, dataset, {
        image: () => Promise.resolve(pictureKey(entry)),
        frame: () => stored.frame(entry),
        mask: () => stored.mask(entry.mask!),
      }),
    ),
    blocks: () =>
      Promise.resolve(
        step.blocks === 0
          ? []
          : [`${step.blocks} findings of ${name} block training; loupe dataset show ${name} names them`],
      ),
  };
}

async function findVersion(
  word: string,
  data: string,
  datasets: DatasetReader,
): Promise<{ readonly name: string; readonly step: Step }> {
  const names = await datasets.names();
  const isHash = /^[0-9a-f]{8,64}$/.test(word);
  for (const name of names.includes(word) ? [word] : isHash ? names : []) {
    const steps = await datasets.steps(name).catch((error: unknown) => {
      throw new UsageError(`what is stored as ${name} in ${data} cannot be read`, { cause: error });
    });
    const step = name === word ? steps.at(-1) : steps.find(({ hash }) => hash.startsWith(word));
    if (step) return { name, step };
  }
  const guess = nearest(word, names);
  throw new UsageError(
    `there is no folder ${word}, and no such dataset in ${data}; ` +
      (guess ? `did you mean ${guess}?` : `there are: ${names.join(', ') || 'none'}`),
  );
}
