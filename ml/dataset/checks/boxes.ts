import type { Examination, Examined, Offender } from '../examined.ts';
import { inPixels, type PixelBox } from '../pixels.ts';

/** Boxes that are wrong by themselves. */
function boxes(
  { pictures }: Examination,
  wrong: (box: PixelBox, of: Examined) => boolean,
  says: string,
): Offender[] {
  return pictures.flatMap((picture) =>
    (picture.boxes ?? []).flatMap((one, index) => {
      const box = inPixels(one, picture);
      if (!wrong(box, picture)) return [];
      const shown = box.map((value) => Number(value.toFixed(1))).join(', ');
      return [{ files: [picture.name], message: `box ${index + 1} of ${picture.name} [${shown}] ${says}` }];
    }),
  );
}

/** Boxes without a width or a height. */
export const empty = (all: Examination): Offender[] =>
  boxes(all, (box) => !(box[2] > 0 && box[3] > 0), 'has no size');

/** More than a pixel beyond the border: rounding is forgiven. */
export function outside(all: Examination): Offender[] {
  return boxes(
    all,
    ([x, y, width, height], of) => x < -1 || y < -1 || x + width > of.width + 1 || y + height > of.height + 1,
    'reaches out of the picture',
  );
}

/** One box drawn twice. */
export function twice({ pictures }: Examination): Offender[] {
  return pictures.flatMap(({ name, boxes: list = [] }) => {
    const count =
      list.length -
      new Set(list.map((one) => JSON.stringify([one.class, ...one.box, ...(one.polygon ?? [])]))).size;
    return count === 0 ? [] : [{ files: [name], message: `${count} boxes of ${name} are there twice` }];
  });
}

/** Fewer or more boxes than the picture's table says. */
export function counts({ pictures }: Examination): Offender[] {
  return pictures.flatMap(({ name, declared, boxes: list = [] }) =>
    declared?.boxes === undefined || declared.boxes === list.length
      ? []
      : [{ files: [name], message: `${name} should have ${declared.boxes} boxes and has ${list.length}` }],
  );
}
