import { outlineOfBox } from '../outline.ts';
import { stemOf } from '../source.ts';
import { joined, missing, once, pictureAt, type Writer } from './export.ts';

/** `images/` and `labels/` below the sides of the split, a line a box or an outline, and `data.yaml` with the names. */
export const writeYolo: Writer = (dataset, placed) => {
  const names = dataset.classes.map(({ name }) => name);
  const sides = [...new Set(dataset.entries.flatMap(({ split }) => split ?? []))];
  const yaml = [
    ...sides.map((side) => `${side === 'valid' ? 'val' : side}: ${side}/images`),
    `nc: ${names.length}`,
    `names: [${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')}]`,
  ];
  return {
    files: once([
      { path: 'data.yaml', text: `${yaml.join('\n')}\n` },
      ...placed.flatMap((one) => {
        const { split, boxes, width, height } = one.entry;
        const picture = pictureAt(joined(split, 'images'), one);
        if (boxes === undefined) return [picture];
        // Readers take every line of a file for an outline where one is: there a box is its four corners.
        const outlined = boxes.some(({ polygon }) => polygon);
        const lines = boxes.map(({ class: name, box, polygon }) => {
          const [x, y, w, h] = box;
          const numbers = outlined
            ? (polygon ?? outlineOfBox(box)).map((at, i) => at / (i % 2 === 0 ? width : height))
            : [(x + w / 2) / width, (y + h / 2) / height, w / width, h / height];
          return [names.indexOf(name), ...numbers].join(' ');
        });
        const text = lines.map((line) => `${line}\n`).join('');
        return [picture, { path: joined(split, 'labels', `${stemOf(one.base)}.txt`), text }];
      }),
    ]),
    notes: missing(dataset, 'yolo', ['class', 'mask', 'group', 'author', 'source', 'licence']),
  };
};
