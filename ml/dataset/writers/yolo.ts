import { stemOf } from '../source.ts';
import { joined, missing, once, pictureAt, type Writer } from './export.ts';

/** `images/` and `labels/` below the sides of the split, and `data.yaml` with the names. */
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
        const lines = boxes.map(({ class: name, box: [x, y, w, h] }) =>
          [names.indexOf(name), (x + w / 2) / width, (y + h / 2) / height, w / width, h / height].join(' '),
        );
        const text = lines.map((line) => `${line}\n`).join('');
        return [picture, { path: joined(split, 'labels', `${stemOf(one.base)}.txt`), text }];
      }),
    ]),
    notes: missing(dataset, 'yolo', ['class', 'mask', 'group', 'author', 'source', 'licence']),
  };
};
