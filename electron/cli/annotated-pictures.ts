import type { SourcePicture } from '../../ml/dataset/source.ts';
import type { Box } from '../../ml/evaluate/matching.ts';
import type { Draft } from '../host/datasets/uploads.ts';
import type { Mask } from '../host/inspection/pictures.ts';
import type { Labelled } from './labelled.ts';
import type { ModelBench } from './model-worker.ts';

/** Damage in a mask: one value a pixel, row by row; 0 is background. */
export interface DamageMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * A picture of a source with its label: its class, else its first box, else whether anything is marked on it, `damaged` or `normal`. Null
 * where nobody labelled it.
 */
export async function labelledOf(
  { read }: Pick<Draft, 'read'>,
  { file, page, frame, boxes, mask, class: name }: SourcePicture,
  { pictures }: Pick<ModelBench, 'pictures'>,
): Promise<Labelled | null> {
  const readMask =
    mask && (async () => damageIn(await pictures.decodeMask(await read(mask.file), fromZero(mask.page))));
  const marked =
    name === undefined && readMask ? (await readMask()).data.some((value) => value !== 0) : undefined;
  const label =
    name ??
    (boxes
      ? (boxes[0]?.class ?? 'normal')
      : marked === undefined
        ? undefined
        : marked
          ? 'damaged'
          : 'normal');
  if (label === undefined) return null;
  return {
    name: page === undefined ? file : `${file}#${page}`,
    label,
    frame: async () =>
      frame ??
      pictures.decode(await read(file), fromZero(page)).then(
        (picture) => picture.frame,
        () => null,
      ),
    ...(boxes && {
      boxes: ({ width, height }) =>
        boxes.map(({ class: of, box: [x, y, w, h], relative }) => ({
          class: of,
          box: (relative ? [x * width, y * height, w * width, h * height] : [x, y, w, h]) satisfies Box,
        })),
    }),
    ...(readMask && { mask: readMask }),
  };
}

/** Datasets count pages from 1. */
const fromZero = (page: number | undefined) => (page === undefined ? undefined : page - 1);

/** Values above one half where a mask is a grey picture (its largest value is above 127), else every value but 0: labels and instances. */
export function damageIn({
  width,
  height,
  channels,
  bits,
  data,
}: Pick<Mask, 'width' | 'height' | 'channels' | 'bits' | 'data'>): DamageMask {
  const bytes = bits / 8;
  const values = Uint8Array.from({ length: width * height }, (_, pixel) => {
    let most = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (pixel * channels + channel) * bytes;
      const value = (data[at] ?? 0) + (bits === 16 ? 256 * (data[at + 1] ?? 0) : 0);
      most = Math.max(most, Math.min(255, value));
    }
    return most;
  });
  const floor = values.reduce((most, value) => Math.max(most, value), 0) > 127 ? 127 : 0;
  return { width, height, data: values.map((value) => Number(value > floor)) };
}
