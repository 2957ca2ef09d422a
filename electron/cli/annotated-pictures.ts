import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectLayout, readSource } from '../../ml/dataset/layout.ts';
import type { SourceFolder, SourcePicture } from '../../ml/dataset/source.ts';
import type { Box } from '../../ml/evaluate/matching.ts';
import type { Mask } from '../host/inspection/pictures.ts';
import { UsageError } from './io.ts';
import type { Dataset, Labelled } from './labelled.ts';
import type { ModelBench } from './model-worker.ts';

/** Damage in a mask: one value a pixel, row by row; 0 is background. */
export interface DamageMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * A folder with boxes (YOLO, VOC, COCO, a table) or masks beside its pictures; of several parts the one for testing. A picture is labelled by
 * its class, else by its first box, else by whether anything is marked on it: `damaged` or `normal`.
 * @returns null for a folder of classes
 * @throws UsageError
 */
export async function openAnnotated(
  root: string,
  split: string | undefined,
  limit: number,
  bench: Pick<ModelBench, 'pictures'>,
): Promise<Dataset | null> {
  const folder = await sourceOf(root);
  const layout = await detectLayout(folder);
  if (layout === 'folders') return null;
  const source = await readSource(folder, { layout });
  const sides = new Set(source.pictures.flatMap((picture) => picture.split ?? []));
  const wanted =
    split === 'val'
      ? 'valid'
      : (split ?? (['test', 'valid', 'train'] as const).find((side) => sides.has(side)));
  const chosen = source.pictures.filter(
    (picture) => wanted === undefined || wanted === 'all' || picture.split === wanted,
  );
  if (chosen.length === 0) throw new UsageError(`--split ${split}: there is no such part in ${root}`);
  const counts = new Map<string, number>();
  const pictures: Labelled[] = [];
  for (const picture of chosen) {
    const labelled = await labelledOf(root, picture, bench);
    // What nobody labelled says nothing of a model.
    if (labelled === null) continue;
    const count = (counts.get(labelled.label) ?? 0) + 1;
    counts.set(labelled.label, count);
    if (count <= limit) pictures.push(labelled);
  }
  if (pictures.length === 0) throw new UsageError(`${root} has pictures, and no labels for them`);
  return { split: wanted ?? 'all', pictures };
}

async function sourceOf(root: string): Promise<SourceFolder> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
  return { files, text: (file) => readFile(join(root, file), 'utf8') };
}

/** A picture of a source with its label; null where nobody labelled it. */
export async function labelledOf(
  root: string,
  { file, page, boxes, mask, class: name }: SourcePicture,
  { pictures }: Pick<ModelBench, 'pictures'>,
): Promise<Labelled | null> {
  const bytes = async (path: string) => new Uint8Array(await readFile(join(root, path)));
  const readMask =
    mask && (async () => damageIn(await pictures.decodeMask(await bytes(mask.file), fromZero(mask.page))));
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
      pictures.decode(await bytes(file), fromZero(page)).then(
        ({ frame }) => frame,
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
