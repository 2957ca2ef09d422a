import { meansGood } from '../../../ml/dataset/class-words.ts';
import type { Dataset, Entry } from '../../../ml/dataset/dataset.ts';
import { lookOf } from '../../../ml/dataset/look.ts';
import { pictureFault } from '../../../ml/image/checks/picture.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { encodeY4m } from '../../../ml/image/y4m.ts';
import type { DatasetSummary } from '../../contract/datasets.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { Frames } from '../frames/frames.ts';
import type { Images } from '../images/images.ts';
import type { Pictures } from '../inspection/pictures.ts';
import type { Datasets } from './datasets.ts';

/** Pictures from the camera straight into a class of a dataset. */
export interface Collecting {
  /** @throws LoupeError `frame-missing`; `unreadable` for a black frame; `conflict` for one that the dataset has; what a change throws */
  collect(
    request: { readonly name: string; readonly class: string; readonly frame: string },
    by: Actor,
  ): Promise<{ summary: DatasetSummary; picture: string }>;
}

export function createCollecting({
  datasets,
  frames,
  images,
  pictures,
}: {
  readonly datasets: Datasets;
  readonly frames: Pick<Frames, 'get'>;
  readonly images: Pick<Images, 'put'>;
  readonly pictures: Pick<Pictures, 'encode'>;
}): Collecting {
  /** Planes as they came; a picture that is RGB already as PNG. */
  const store = async (frame: Frame): Promise<string> =>
    frame.layout === 'rgb'
      ? images.put('png', await pictures.encode(frame, 'png'))
      : images.put('y4m', encodeY4m(frame));

  return {
    async collect({ name, class: shows, frame: id }, by) {
      const sent = frames.get(id);
      const fault = pictureFault(sent.frame);
      if (fault !== null)
        throw new LoupeError('unreadable', { file: 'the picture of the camera', cause: fault });
      const image = await store(sent.frame);
      const { width, height } = sent.frame;
      let picture = '';
      const summary = await datasets.change(name, by, async (now) => {
        const dataset: Dataset = now?.dataset ?? {
          format: 1,
          name,
          task: 'classify',
          classes: [],
          entries: [],
        };
        if (dataset.entries.some((entry) => entry.image === image))
          throw new LoupeError('conflict', { what: `this very picture is in ${name} already` });
        picture = nextName(dataset, shows);
        const entry: Entry = { name: picture, image, width, height, class: shows };
        const known = dataset.classes.some((one) => one.name === shows);
        const verdict = meansGood(shows) ? 'pass' : 'defect';
        await datasets.seen(name, entry, lookOf(sent.frame));
        return {
          dataset: {
            ...dataset,
            classes: known ? dataset.classes : [...dataset.classes, { name: shows, verdict }],
            entries: [...dataset.entries, entry],
          },
          made: collected,
          // One version for a row of captures, not one each.
          replaces: now?.step.made === collected,
        };
      });
      return { summary, picture };
    },
  };
}

const collected = 'collected with the camera';

/** `collected/<class>/0007`: one more than the highest there is. */
function nextName({ entries }: Dataset, shows: string): string {
  const folder = `collected/${shows.replaceAll('/', '_')}/`;
  const numbers = entries
    .filter(({ name }) => name.startsWith(folder))
    .map(({ name }) => Number(name.slice(folder.length)) || 0);
  const next = numbers.reduce((most, number) => Math.max(most, number), 0) + 1;
  return folder + String(next).padStart(4, '0');
}
