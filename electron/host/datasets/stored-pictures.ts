import type { Entry } from '../../../ml/dataset/dataset.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { Images } from '../images/images.ts';
import type { Mask, Pictures } from '../inspection/pictures.ts';

/** Pages are counted from 1 in datasets, from 0 in files. */
const pageOf = ({ page }: Pick<Entry, 'page'>) => (page === undefined ? undefined : page - 1);

/** Pictures of datasets as frames, and their masks as numbers. */
export interface StoredPictures {
  /** @throws LoupeError `not-found`, `conflict`; Unreadable */
  frame(entry: Pick<Entry, 'image' | 'page' | 'depth'>): Promise<Frame>;
  /** @throws LoupeError `not-found`, `conflict`; Unreadable */
  mask(mask: Pick<NonNullable<Entry['mask']>, 'image' | 'page'>): Promise<Mask>;
}

export function createStoredPictures(
  images: Pick<Images, 'get'>,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
): StoredPictures {
  return {
    async frame(entry) {
      const { type, bytes } = await images.get(entry.image);
      if (type === 'y4m') return decodeY4m(bytes);
      return (await pictures.decode(bytes, pageOf(entry), entry.depth)).frame;
    },
    async mask(mask) {
      const { bytes } = await images.get(mask.image);
      return pictures.decodeMask(bytes, pageOf(mask));
    },
  };
}
