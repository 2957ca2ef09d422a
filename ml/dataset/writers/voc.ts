import { stemOf } from '../source.ts';
import { joined, missing, once, pictureAt, type Placed, type Writer } from './export.ts';

/** An XML file beside each picture; corners count from 1 and include their pixel. */
export const writeVoc: Writer = (dataset, placed) => ({
  files: once(
    placed.flatMap((one) => {
      const { split, boxes } = one.entry;
      const picture = pictureAt(joined(split), one);
      if (boxes === undefined) return [picture];
      return [picture, { path: joined(split, `${stemOf(one.base)}.xml`), text: annotation(one) }];
    }),
  ),
  notes: missing(dataset, 'voc', ['class', 'outlines', 'mask', 'group', 'author', 'source', 'licence']),
});

function annotation({ entry: { width, height, boxes = [] }, base }: Placed): string {
  const objects = boxes.map(
    ({ class: name, box: [x, y, w, h] }) => `  <object>
    <name>${escaped(name)}</name>
    <bndbox><xmin>${x + 1}</xmin><ymin>${y + 1}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax></bndbox>
  </object>
`,
  );
  return `<annotation>
  <filename>${escaped(base)}</filename>
  <size><width>${width}</width><height>${height}</height><depth>3</depth></size>
${objects.join('')}</annotation>
`;
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
