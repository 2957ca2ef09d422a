import { createHash } from 'node:crypto';
import { lookOf } from '../../../ml/dataset/look.ts';
import { inPixels, outlineInPixels } from '../../../ml/dataset/pixels.ts';
import { boxesInTile, maskInTile } from '../../../ml/dataset/tile.ts';
import { encodeTiff } from '../../../ml/dataset/tiff.ts';
import { cropFrame, tilesOf, type Tile } from '../../../ml/image/tiles.ts';
import type { Mask, Pictures } from '../inspection/pictures.ts';
import type { OpenPage } from './examine.ts';
import { greyPage, valuesOf } from './mask-numbers.ts';

/**
 * A large picture as squares of `side` pixels with their boxes and masks, spread evenly and without loss (PNG, TIFF). They are of one group:
 * no two of them part over a split. A smaller picture stays as it is.
 * @throws Error for one that needs more tiles than are allowed
 */
export async function* cut(
  page: OpenPage,
  side: number,
  pictures: Pick<Pictures, 'encode'>,
): AsyncGenerator<OpenPage> {
  const { frame } = page.picture;
  if (frame.width <= side && frame.height <= side) {
    yield page;
    return;
  }
  for (const tile of tilesOf({ width: side, height: side, tile: { overlap: 0, scale: 1 } }, frame)) {
    const part = cropFrame(frame, tile);
    const bytes = await pictures.encode(part, 'png');
    const sha256 = hashOf(bytes);
    const mask = page.mask && maskOf(page.mask.opened, tile);
    const { declared: _, page: __, ...known } = page.examined;
    const boxes = known.boxes?.map((one) => {
      const polygon = outlineInPixels(one, frame);
      return { class: one.class, box: inPixels(one, frame), ...(polygon && { polygon }) };
    });
    yield {
      picture: { type: 'png', pages: 1, frame: part },
      ...{ bytes, sha256 },
      ...(mask && { mask }),
      examined: {
        ...known,
        name: `${known.name}@${tile.x},${tile.y}`,
        image: sha256,
        group: known.group ?? known.name.slice(0, 200),
        ...{ width: part.width, height: part.height, look: lookOf(part) },
        ...(boxes && { boxes: boxesInTile(boxes, tile) }),
        ...(known.mask && { mask: { file: known.mask.file } }),
        ...(mask && { opened: { width: tile.width, height: tile.height, values: valuesOf(mask.opened) } }),
      },
    };
  }
}

/** @throws Error for a mask that does not cover its picture: what lies where would be a guess */
function maskOf(mask: Mask, tile: Tile): NonNullable<OpenPage['mask']> {
  if (tile.x + tile.width > mask.width || tile.y + tile.height > mask.height)
    throw new Error(
      `its mask of ${mask.width} × ${mask.height} is smaller than the picture, so it cannot be cut with it`,
    );
  const { bits, data } = greyPage(mask);
  const size = { width: tile.width, height: tile.height };
  const part = maskInTile(data, mask.width, bits / 8, tile);
  const bytes = encodeTiff([{ ...size, bits, data: part }]);
  return {
    opened: { type: 'tiff', pages: 1, channels: 1, bits, ...size, data: part },
    bytes,
    sha256: hashOf(bytes),
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
