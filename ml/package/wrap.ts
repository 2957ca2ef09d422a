import { meansGood } from '../dataset/class-words.ts';
import type { OutputTensor } from '../decode/output.ts';
import type { OnnxModel } from '../onnx/model.ts';
import { pictureInput } from '../onnx/picture.ts';
import { ultralytics, type Ultralytics } from '../onnx/ultralytics.ts';
import {
  kernels,
  manifestSchema,
  type Manifest,
  type ModelInput,
  type ModelOutputs,
  type Task,
} from './manifest.ts';
import { proposeFamilies, whyNone, type FedPicture, type Proposal } from './propose.ts';

/** What a person says of a model; whatever the file says too need not be said. */
export interface WrapWishes {
  readonly name: string;
  readonly version: number;
  readonly task?: Task;
  readonly family?: ModelOutputs['family'];
  /** `numbered`: 0, 1, 2 … */
  readonly classes?:
    readonly { readonly name: string; readonly verdict?: 'pass' | 'defect' | 'info' }[] | 'numbered';
  readonly kernel?: ModelInput['kernel'];
  /** One of `ranges`, or numbers of one's own: (level · scale − mean) / std. */
  readonly range?: Range | Pick<ModelInput, 'scale' | 'mean' | 'std'>;
  readonly colour?: ModelInput['colour'];
  readonly fit?: ModelInput['fit'];
  readonly tile?: { readonly overlap: number; readonly scale: number };
  readonly size?: { readonly width: number; readonly height: number };
  readonly thresholds?: Manifest['thresholds'];
  readonly calibration?: Manifest['calibration'];
  readonly minScore?: number;
  readonly iou?: number;
  readonly order?: 'xyxy' | 'yxyx';
}

/** What pixel values become before the model sees them. */
export const ranges = {
  '0-255': { scale: 1, mean: [0], std: [1] },
  '0-1': { scale: 1 / 255, mean: [0], std: [1] },
  signed: { scale: 1 / 127.5, mean: [1], std: [1] },
  imagenet: { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
} as const;
export type Range = keyof typeof ranges;

/** Nothing in the file answers this, and nobody said it. `message` names the flag and the choices. */
export class WrapQuestion extends Error {
  override readonly name = 'WrapQuestion';
  readonly flag: string;
  constructor(flag: string, message: string) {
    super(`--${flag} is missing: ${message}`);
    this.flag = flag;
  }
}

/** No package can be made around this model; the message says why. */
export class WrapRefusal extends Error {
  override readonly name = 'WrapRefusal';
}

/** How the model is fed, as far as it must be known before it runs for the first time. Throws `WrapQuestion`. */
export function fedPicture(model: OnnxModel, wishes: Pick<WrapWishes, 'size'>): FedPicture {
  const picture = pictureInput(model);
  const known = ultralytics(model.metadata)?.size;
  const width = picture.width ?? wishes.size?.width ?? known?.[1];
  const height = picture.height ?? wishes.size?.height ?? known?.[0];
  if (width === undefined || height === undefined)
    throw new WrapQuestion(
      'size',
      `the model takes pictures of any size; say which it gets, as WIDTHxHEIGHT in pixels`,
    );
  if (picture.channels === undefined)
    throw new WrapRefusal('the file does not say whether the model takes 1 or 3 channels');
  return { ...picture, channels: picture.channels, width, height };
}

/** A manifest around a model, and in words what was taken from where. */
export interface Wrapped {
  readonly manifest: Manifest;
  readonly notes: readonly string[];
}

/**
 * The manifest of a third-party model, from its file, its answer to one picture (`trial`) and what a person says of it. Throws
 * `WrapQuestion` where something is not known, `WrapRefusal` where no decoder fits.
 */
export function wrapManifest(
  model: OnnxModel,
  picture: FedPicture,
  trial: ReadonlyMap<string, OutputTensor>,
  wishes: WrapWishes,
  made: { readonly created: string; readonly by: string },
): Wrapped {
  const theirs = ultralytics(model.metadata);
  const proposal = choose(model, picture, trial, wishes, theirs);
  const notes = [proposal.why];
  const classes = classesOf(proposal, wishes, theirs);
  const manifest = manifestSchema.safeParse({
    format: 1,
    name: wishes.name,
    version: wishes.version,
    task: proposal.task,
    ...made,
    input: inputOf(picture, proposal, wishes, theirs, notes),
    outputs: outputsOf(proposal, classes.length, trial, wishes),
    classes,
    thresholds: wishes.thresholds ?? { pass: 0.5, defect: 0.5 },
    ...(wishes.calibration && { calibration: wishes.calibration }),
    attribution: `model.onnx as it came, producer ${model.producer || 'not named'}`,
  });
  if (!manifest.success) {
    const [issue] = manifest.error.issues;
    throw new WrapRefusal(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  if (classes.every(({ verdict }) => verdict === 'info'))
    notes.push(
      'no class means a defect, so the model gives findings and no verdict; --classes name:defect says otherwise',
    );
  return { manifest: manifest.data, notes };
}

const detectTasks: Readonly<Record<string, Task>> = { detect: 'detect', classify: 'classify' };

function choose(
  model: OnnxModel,
  picture: FedPicture,
  trial: ReadonlyMap<string, OutputTensor>,
  { task, family, classes }: WrapWishes,
  theirs: Ultralytics | undefined,
): Proposal {
  const theirTask = theirs && detectTasks[theirs.task];
  if (theirs !== undefined && theirTask === undefined && family === undefined)
    throw new WrapRefusal(
      `this is an Ultralytics model for the task "${theirs.task}", whose answers are not decoded`,
    );
  const shapes = new Map([...trial].map(([name, { dims }]) => [name, dims]));
  const all = proposeFamilies(model, picture, shapes);
  if (all.length === 0) throw new WrapRefusal(whyNone(shapes, picture));
  const wanted = all.filter(
    (each) => (task === undefined || each.task === task) && (family === undefined || each.family === family),
  );
  if (wanted.length === 0) {
    const said = [task && `--task ${task}`, family && `--family ${family}`].filter(Boolean).join(' ');
    const possible = [...new Set(all.map((each) => `--task ${each.task} --family ${each.family}`))].join(
      ' or ',
    );
    throw new WrapRefusal(`${said} does not go with the model's outputs; they can be read as ${possible}`);
  }
  const named = classes === undefined || classes === 'numbered' ? theirs?.names.length : classes.length;
  const counted = wanted.filter(
    (each) => each.classes === named || (each.family === 'ssd' && each.classes - 1 === named),
  );
  const left = counted.length > 0 ? counted : wanted;
  const theirsFirst = left.find((each) => each.task === theirTask && each.family !== 'yolox') ?? left[0];
  const choices = [...new Set(left.map((each) => each.task))];
  if (theirsFirst === undefined || (task === undefined && theirTask === undefined && choices.length > 1)) {
    throw new WrapQuestion(
      'task',
      `the outputs can be read as ${choices.join(' or ')} (${left.map(({ why }) => why).join('; ')})`,
    );
  }
  if (task === undefined && theirsFirst.why.includes('image-to-image'))
    throw new WrapQuestion('task', `${theirsFirst.why}; say --task ${theirsFirst.task} if it is none`);
  return theirsFirst;
}

function classesOf(
  { task, family, classes: count }: Proposal,
  { classes }: WrapWishes,
  theirs: Ultralytics | undefined,
): Manifest['classes'] {
  const named =
    classes === 'numbered'
      ? Array.from({ length: count }, (_, index) => ({ name: String(index) }))
      : (classes ??
        theirs?.names.map((name) => ({ name })) ??
        (task === 'anomaly' ? [{ name: 'anomaly', verdict: 'defect' as const }] : undefined));
  if (named === undefined || (classes === 'numbered' && count === 0)) {
    throw new WrapQuestion(
      'classes',
      `the model tells ${count || 'some'} classes apart and does not name them: name,name,… in its order, a file with a name a line, or "numbers". ` +
        'name:pass, name:defect or name:info says what one means',
    );
  }
  const fits = count === 0 || named.length === count || (family === 'ssd' && named.length === count - 1);
  if (!fits) throw new WrapRefusal(`${named.length} classes are named, the model's outputs hold ${count}`);
  const good = (name: string) => meansGood(name) || (task === 'segment' && name === 'background');
  const words = named.some(({ name }) => good(name)) && !named.every(({ name }) => good(name));
  const otherwise = (name: string) => (!words ? 'info' : good(name) ? 'pass' : 'defect');
  return named.map((each) => ({
    name: each.name,
    verdict: ('verdict' in each ? each.verdict : undefined) ?? otherwise(each.name),
  }));
}

/** What the code a family comes from does to a picture; a person's word goes before it. */
function habits(family: Proposal['family'], theirs: Ultralytics | undefined) {
  const yolo = { kernel: 'cv2-linear/u8', fit: 'letterbox', padding: 114 } as const;
  if (family === 'yolox') return { ...yolo, place: 'top-left', colour: 'bgr', range: '0-255' } as const;
  if (family === 'yolov5' || family === 'yolov8' || family === 'detections')
    return { ...yolo, place: 'centre', colour: 'rgb', range: '0-1' } as const;
  return theirs === undefined ? {} : ({ colour: 'rgb', range: '0-1' } as const);
}

function inputOf(
  picture: FedPicture,
  { family }: Proposal,
  wishes: WrapWishes,
  theirs: Ultralytics | undefined,
  notes: string[],
): object {
  const { kernel, fit, padding, place, colour, range }: Partial<ModelInput> & { range?: Range } = habits(
    family,
    theirs,
  );
  const chosenKernel = wishes.kernel ?? kernel;
  if (chosenKernel === undefined)
    throw new WrapQuestion(
      'kernel',
      `how pictures were resized for training is in no file, and changes verdicts: ${kernels.join(', ')} ` +
        '(OpenCV; Pillow 13, torchvision, timm; Pillow 12; averages)',
    );
  const values = valuesOf(picture, wishes.range ?? (picture.type === 'uint8' ? '0-255' : range));
  const chosenColour = picture.channels === 1 ? 'grey' : (wishes.colour ?? colour ?? 'rgb');
  const chosenFit = wishes.fit ?? (wishes.tile ? 'tile' : (fit ?? 'stretch'));
  notes.push(
    `fed with ${picture.width} × ${picture.height} ${chosenColour}, ${chosenFit}, ${chosenKernel}, values ${values.said}` +
      (kernel === undefined || theirs !== undefined || wishes.kernel !== undefined
        ? ''
        : `, as ${family} is everywhere`),
  );
  const { tensor, layout, channels, width, height } = picture;
  return {
    ...{ tensor, layout, channels, width, height },
    ...values.input,
    kernel: chosenKernel,
    colour: chosenColour,
    fit: chosenFit,
    ...(chosenFit === 'tile' && {
      tile: wishes.tile ?? { overlap: Math.floor(Math.min(width, height) / 4), scale: 1 },
    }),
    ...(place && { place }),
    ...(padding !== undefined && { padding }),
  };
}

function valuesOf(
  { type, channels }: FedPicture,
  range: WrapWishes['range'],
): { readonly said: string; readonly input: object } {
  if (range === undefined)
    throw new WrapQuestion(
      'range',
      `what pixel values become before the model sees them is in no file: ${Object.keys(ranges).join(', ')}, ` +
        'or MEAN,STD in levels: (level − mean) / std',
    );
  if (type === 'uint8' && range !== '0-255')
    throw new WrapRefusal('the model takes uint8, which holds 0-255; no other --range can be');
  const input = typeof range === 'string' ? ranges[range] : range;
  if (input.mean.length > channels)
    throw new WrapRefusal(`--range has three channels; this model takes ${channels}`);
  const said =
    typeof range === 'string' ? range : `(level − ${range.mean.join(', ')}) / ${range.std.join(', ')}`;
  return { said, input };
}

/** The limits that each family's own programs use. */
const detectorLimits = {
  yolox: { minScore: 0.3, iou: 0.45 },
  yolov5: { minScore: 0.25, iou: 0.45 },
  yolov8: { minScore: 0.25, iou: 0.7 },
  // suppressed already: nothing overlaps by more than all of it
  detections: { minScore: 0.25, iou: 1 },
  ssd: { minScore: 0.3, iou: 0.5 },
  centernet: { minScore: 0.3, iou: 0.5 },
} as const;

function outputsOf(
  { family, outputs, classes }: Proposal,
  named: number,
  trial: ReadonlyMap<string, OutputTensor>,
  wishes: WrapWishes,
): object {
  const values = (field: string) => trial.get(String(outputs[field]))?.data ?? new Float32Array();
  const { minScore, iou, order } = wishes;
  if (family === 'segmentation') return { family, ...outputs, minScore: minScore ?? 0.5 };
  if (family === 'score-map') {
    if (wishes.calibration === undefined && values('map').some((value) => value < 0 || value > 1))
      throw new WrapQuestion(
        'calibration',
        'the map holds no scores from 0 to 1: A,B makes them, sigmoid(A · value + B)',
      );
    return { family, ...outputs };
  }
  if (family === 'classes') return { family, ...outputs };
  const limits = {
    ...detectorLimits[family],
    ...(minScore !== undefined && { minScore }),
    ...(iou !== undefined && { iou }),
  };
  if (family !== 'ssd') return { family, ...outputs, ...limits };
  if (values('scores').some((value) => value < -1e-3 || value > 1 + 1e-3))
    throw new WrapRefusal(
      `"${String(outputs['scores'])}" holds no probabilities; the model must end with its softmax or sigmoid`,
    );
  const normalised = values('boxes').every((value) => Math.abs(value) <= 2);
  return {
    family,
    ...outputs,
    ...(order && { order }),
    normalised,
    background: classes === named + 1,
    ...limits,
  };
}

/** A manifest under which a model may be run for the first time, to see what it answers; it decodes nothing. */
export function trialManifest(picture: FedPicture): Manifest {
  const { tensor, layout, channels, width, height } = picture;
  return manifestSchema.parse({
    format: 1,
    name: 'trial',
    version: 1,
    task: 'classify',
    created: '2000-01-01T00:00:00Z',
    by: 'loupe',
    input: {
      ...{ tensor, layout, channels, width, height },
      ...ranges['0-255'],
      ...{ fit: 'stretch', kernel: 'cv2-linear/u8', colour: channels === 1 ? 'grey' : 'rgb' },
    },
    outputs: { family: 'classes', scores: 'none', activation: 'none' },
    classes: [{ name: 'none', verdict: 'info' }],
    thresholds: { pass: 0.5, defect: 0.5 },
  });
}
