import { z } from 'zod';
import { grouped } from './grouped.ts';
import {
  baseName,
  pictureFile,
  splitOf,
  type SourceBox,
  type SourceFault,
  type SourceFolder,
  type SourceList,
  type SourcePicture,
} from './source.ts';

const id = z.union([z.number(), z.string()]);
const fileSchema = z.object({
  images: z.array(
    z.object({
      id,
      file_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      license: id.nullish(),
      coco_url: z.string().optional(),
    }),
  ),
  annotations: z.array(
    z.object({
      ...{ image_id: id, category_id: id, bbox: z.array(z.number()).length(4).optional() },
      segmentation: z.unknown().optional(),
    }),
  ),
  categories: z.array(z.object({ id, name: z.string().min(1) })),
  licenses: z.array(z.object({ id, name: z.string() })).optional(),
});

/** One outline; of what lies there in several parts, or was counted run by run, the box is taken. */
const outlinesSchema = z
  .array(
    z
      .array(z.number())
      .min(6)
      .refine(({ length }) => length % 2 === 0),
  )
  .length(1);

/** COCO: JSON files with images, annotations and categories; boxes are [x, y, width, height] in pixels. */
export async function readCoco(folder: SourceFolder): Promise<SourceList> {
  const unpaired = new Set(folder.files.filter((file) => pictureFile.test(file)));
  const find = pictureOf(folder.files);
  const faults: SourceFault[] = [];
  const pictures: SourcePicture[] = [];
  const classes: string[] = [];
  for (const json of folder.files.filter((file) => /\.json$/i.test(file))) {
    const parsed = fileSchema.safeParse(parseJson(await folder.text(json)));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const message = `${json} is no COCO file: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
      faults.push({ check: 'unreadable', file: json, message });
      continue;
    }
    const { images, annotations, categories, licenses = [] } = parsed.data;
    const names = new Map(categories.map((category) => [category.id, category.name]));
    for (const name of names.values()) if (!classes.includes(name)) classes.push(name);
    const boxes = new Map(images.map((image): [string | number, SourceBox[]] => [image.id, []]));
    for (const [index, { image_id, category_id, bbox, segmentation }] of annotations.entries()) {
      const [name, list] = [names.get(category_id), boxes.get(image_id)];
      const at = { file: json, message: `annotation ${index + 1} of ${json}` };
      if (list === undefined)
        faults.push({
          ...at,
          check: 'orphan-annotation',
          message: `${at.message} names image ${image_id}, which is not listed`,
        });
      else if (name === undefined)
        faults.push({
          ...at,
          check: 'unknown-class',
          message: `${at.message} names category ${category_id}, which is not listed`,
        });
      else if (bbox !== undefined) {
        const [polygon] = outlinesSchema.safeParse(segmentation).data ?? [];
        const box = bbox as [number, number, number, number];
        list.push({ class: name, box, ...(polygon && { polygon }) });
      }
    }
    for (const image of images) {
      const file = find(image.file_name);
      if (file === undefined) {
        faults.push({
          check: 'orphan-annotation',
          file: json,
          message: `${json} names ${image.file_name}, which is not there`,
        });
        continue;
      }
      unpaired.delete(file);
      const split =
        splitOf(file) ??
        splitOf(
          `${
            baseName(json)
              .replace(/^instances_/, '')
              .split(/[._\d]/)[0]
          }/`,
        );
      const licence = licenses.find((one) => one.id === image.license)?.name;
      const { width, height } = image;
      pictures.push({
        ...{ file, boxes: boxes.get(image.id)! },
        ...(split && { split }),
        ...(licence !== undefined && { licence }),
        ...(image.coco_url !== undefined && { source: image.coco_url }),
        ...(width !== undefined && height !== undefined && { declared: { width, height } }),
      });
    }
  }
  for (const file of unpaired) {
    faults.push({ check: 'orphan-picture', file, message: `${file} is in no annotation file` });
    const split = splitOf(file);
    pictures.push({ file, ...(split && { split }) });
  }
  return { layout: 'coco', pictures, classes, faults };
}

/** Finds a picture by its whole path, else by its name alone where that is unique. */
function pictureOf(files: readonly string[]): (named: string) => string | undefined {
  const paths = new Set(files);
  const byName = grouped(files, (file) => [baseName(file)]);
  return (named) => {
    if (paths.has(named)) return named;
    const called = byName.get(baseName(named)) ?? [];
    return called.length === 1 ? called[0] : called.find((file) => file.endsWith(`/${named}`));
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
