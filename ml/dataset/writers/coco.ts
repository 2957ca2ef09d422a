import { areaOf } from '../outline.ts';
import { joined, missing, once, pictureAt, type Placed, type Writer } from './export.ts';

/** `images/<side>/` and `annotations/instances_<side>.json`; boxes are [x, y, width, height] in pixels, outlines the polygon of their `segmentation`. */
export const writeCoco: Writer = (dataset, placed) => {
  const sides = [...new Set(dataset.entries.map(({ split }) => split))];
  const categories = dataset.classes.map(({ name }, index) => ({ id: index + 1, name }));
  return {
    files: once([
      ...sides.map((side) => ({
        path: `annotations/instances${side === undefined ? '' : `_${side}`}.json`,
        text: `${JSON.stringify(
          annotations(
            placed.filter(({ entry }) => entry.split === side),
            categories,
          ),
        )}\n`,
      })),
      ...placed.map((one) => pictureAt(joined('images', one.entry.split), one)),
    ]),
    notes: missing(dataset, 'coco', ['class', 'mask', 'group', 'author']),
  };
};

function annotations(placed: readonly Placed[], categories: readonly { id: number; name: string }[]) {
  // A picture without a list of boxes is in no annotation file: nobody has looked for any.
  const annotated = placed.filter(({ entry }) => entry.boxes !== undefined);
  const licences = [...new Set(annotated.flatMap(({ entry }) => entry.licence ?? []))];
  const idOf = new Map(categories.map(({ id, name }) => [name, id]));
  return {
    images: annotated.map(({ entry: { split, width, height, licence, source }, base }, index) => ({
      ...{ id: index + 1, file_name: joined('images', split, base), width, height },
      ...(licence !== undefined && { license: licences.indexOf(licence) + 1 }),
      ...(source !== undefined && { coco_url: source }),
    })),
    annotations: annotated
      .flatMap(({ entry: { boxes = [] } }, index) => boxes.map((box) => ({ ...box, image: index + 1 })))
      .map(({ class: name, box, polygon, image }, index) => ({
        ...{ id: index + 1, image_id: image, category_id: idOf.get(name), bbox: box },
        ...(polygon && { segmentation: [polygon] }),
        ...{ area: polygon ? areaOf(polygon) : box[2] * box[3], iscrowd: 0 },
      })),
    categories,
    licenses: licences.map((name, index) => ({ id: index + 1, name })),
  };
}
