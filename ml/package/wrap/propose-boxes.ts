import type { FedPicture } from './fed-picture.ts';
import { show, type Family, type Output, type Proposal } from './proposal.ts';

/** Strides of the cells that detectors have; the second is of models for large pictures. */
const strideSets = [
  [8, 16, 32],
  [8, 16, 32, 64],
];

/** SSD: corners [1, N, 4] and scores [1, N, K], in either order and under any name. */
export function pairedBoxes(outputs: readonly Output[], producer: string): Proposal[] {
  const rows = outputs.filter(({ shape }) => shape.length === 3 && shape[0] === 1);
  const boxesFirst = (one: Output, other: Output) => Number(isScores(one)) - Number(isScores(other));
  for (const boxes of rows.filter(({ shape }) => shape[2] === 4).toSorted(boxesFirst)) {
    const scores = rows.find((each) => each !== boxes && each.shape[1] === boxes.shape[1]);
    const [, count = 0, classes = 0] = scores?.shape ?? [];
    if (scores === undefined) continue;
    const turned = /tf2onnx|tflite|tensorflow/i.test(producer);
    return [
      {
        task: 'detect',
        family: 'ssd',
        outputs: { boxes: boxes.name, scores: scores.name, order: turned ? 'yxyx' : 'xyxy' },
        classes,
        why: `"${boxes.name}" holds ${count} boxes of 4 numbers, "${scores.name}" ${classes} scores for each`,
      },
    ];
  }
  return [];
}

const isScores = ({ name }: Output): boolean => /score|conf|cls|class|prob|label/i.test(name);

/** CenterNet: a heat map a class, sizes [1, 2, h, w], perhaps offsets of the same shape. */
export function centres(outputs: readonly Output[], { width }: FedPicture): Proposal[] {
  const pairs = outputs.filter(({ shape }) => shape.length === 4 && shape[1] === 2);
  const named = (pattern: RegExp) => pairs.find(({ name }) => pattern.test(name));
  const size = named(/wh|size|dim/i);
  const offset = named(/off|reg/i);
  const heat = outputs.find((each) => each !== size && each !== offset && each.shape.length === 4);
  if (size === undefined || heat === undefined || heat.shape[3] !== size.shape[3]) return [];
  const [, classes = 0, , columns = 1] = heat.shape;
  return [
    {
      task: 'detect',
      family: 'centernet',
      outputs: {
        heat: heat.name,
        size: size.name,
        ...(offset && { offset: offset.name }),
        stride: width / columns,
      },
      classes,
      why: `"${heat.name}" is a heat map for ${classes} classes, "${size.name}" holds sizes`,
    },
  ];
}

/** The YOLO families: as many rows (or columns) as the input has cells. */
export function rowsOfBoxes({ name, shape }: Output, { width, height }: FedPicture): Proposal[] {
  const [batch, second = 0, third = 0] = shape;
  if (shape.length !== 3 || batch !== 1) return [];
  const of = (family: Family, classes: number, why: string, more: object = {}): Proposal => ({
    task: 'detect',
    family,
    outputs: { output: name, ...more },
    classes,
    why: `"${name}" ${show(shape)}: ${why}`,
  });
  for (const strides of strideSets) {
    const cells = strides.reduce(
      (sum, stride) => sum + Math.floor(width / stride) * Math.floor(height / stride),
      0,
    );
    const sizes = `${cells} cells of strides ${strides.join(', ')}`;
    if (second === cells && third > 5) {
      return [
        of('yolox', third - 5, `a row for each of ${sizes}`, { strides }),
        of('yolov8', third - 4, `a row for each of ${sizes}, if it holds no objectness`),
      ];
    }
    if (second === 3 * cells && third > 5)
      return [of('yolov5', third - 5, `a row for three anchors of ${sizes}`)];
    if (third === cells && second > 4) return [of('yolov8', second - 4, `a column for each of ${sizes}`)];
  }
  if (third === 6 && second <= 1000)
    return [of('detections', 0, `at most ${second} boxes: corners, score, class, suppressed already`)];
  return [];
}
