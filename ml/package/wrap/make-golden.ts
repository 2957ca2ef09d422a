import { createRandom, noise } from '../../demo/random.ts';
import { coefficientsOf } from '../../image/colour.ts';
import { shownOf } from '../../image/align.ts';
import type { Frame } from '../../image/frame.ts';
import { createPreprocessor, type Preprocessor } from '../../image/preprocess.ts';
import { cropFrame, tilesOf } from '../../image/tiles.ts';
import { encodeY4m } from '../../image/y4m.ts';
import type { Judgement } from '../../verdict/result.ts';
import type { PackageFiles } from '../files.ts';
import { writeGolden, type GoldenFrame, type GoldenTensor, type GoldenTensorDraft } from '../golden.ts';
import type { Manifest } from '../manifest.ts';

/** A model that is loaded: what the worker does. */
export interface LoadedModel {
  run(tensor: Float32Array): Promise<GoldenTensor['outputs']>;
  judge(frame: Frame): Promise<Pick<Judgement, 'verdict' | 'score' | 'findings'>>;
}

export interface GoldenPicture {
  readonly name: string;
  readonly frame: Frame;
}

const most = { tensors: 64, frames: 8 };
/** Of all tensor cases together; large models get fewer cases, since a station asks all of them at each start. */
const maxBytes = 48_000_000;
/** Golden answers stay this far from every limit, so that a provider's rounding turns no verdict. */
const clearOf = 0.03;

/**
 * Golden cases of a wrapped model: what it answers now is what it must answer everywhere. The tensors come from the pictures, the rest are
 * seeded: smooth and rough noise. Throws an Error when the model gives what is not a number, or no two answers of one shape.
 */
export async function makeGolden(
  manifest: Manifest,
  pictures: readonly GoldenPicture[],
  model: LoadedModel,
): Promise<{ readonly files: PackageFiles; readonly tensors: number; readonly frames: number }> {
  const names = namedOutputs(manifest);
  const tensors: GoldenTensorDraft[] = [];
  let left = maxBytes;
  let largest = 0;
  for (const { name, levels } of cases(manifest, pictures)) {
    const { input, fed } = levels;
    const all = await model.run(fed);
    const outputs = Object.fromEntries(names.map((each) => [each, outputOf(all, each)]));
    for (const { data } of Object.values(outputs))
      for (const value of data) largest = Math.max(largest, Math.abs(value));
    left -= input.length + 4 * Object.values(outputs).reduce((sum, { data }) => sum + data.length, 0);
    if (left < 0 && tensors.length > 0) break;
    tensors.push({ name, input, outputs });
    if (tensors.length === most.tensors) break;
  }
  const frames: GoldenFrame[] = [];
  for (const { name, frame } of pictures) {
    if (frames.length === most.frames) break;
    const planes = asPlanes(frame, manifest);
    const { verdict, score, findings } = await model.judge(planes);
    if (verdict !== 'no-result' && isClear(manifest, score, findings))
      frames.push({ name, y4m: encodeY4m(planes), verdict, score, findings });
  }
  // float32 keeps seven digits; other orders of summing lose two of them
  const tolerance = {
    cpu: Math.min(0.1, Math.max(1e-3, 2e-5 * largest)),
    default: Math.min(0.1, Math.max(0.02, 1e-3 * largest)),
  };
  return {
    files: writeGolden({ tolerance, tensors, frames }, manifest),
    tensors: tensors.length,
    frames: frames.length,
  };
}

function outputOf(all: GoldenTensor['outputs'], name: string): GoldenTensor['outputs'][string] {
  const output = all[name];
  if (output === undefined) throw new Error(`the model gave no output "${name}"`);
  return output;
}

/** The tensors that the manifest's decoder reads. */
function namedOutputs({ outputs }: Manifest): readonly string[] {
  switch (outputs.family) {
    case 'classes':
      return [outputs.scores];
    case 'score-map':
      return [outputs.map];
    case 'segmentation':
      return [outputs.logits];
    case 'ssd':
      return [outputs.boxes, outputs.scores];
    case 'centernet':
      return [outputs.heat, outputs.size, ...(outputs.offset === undefined ? [] : [outputs.offset])];
    default:
      return [outputs.output];
  }
}

/** Whether a score and its findings lie so far from every limit that rounding turns no verdict. */
export function isClear(
  { outputs, thresholds }: Manifest,
  score: number,
  findings: Judgement['findings'],
): boolean {
  const clear = (value: number, limit: number) => Math.abs(value - limit) > clearOf;
  const minScore = 'minScore' in outputs ? outputs.minScore : undefined;
  return (
    Object.values(thresholds).every((limit) => clear(score, limit)) &&
    (minScore === undefined || findings.every((finding) => clear(finding.score, minScore)))
  );
}

/** Levels in the tensor's layout, and what the model is given for them. */
interface Levels {
  readonly input: Uint8Array;
  readonly fed: Float32Array;
}

function* cases(
  manifest: Manifest,
  pictures: readonly GoldenPicture[],
): Generator<{ readonly name: string; readonly levels: Levels }> {
  const { input } = manifest;
  // The same preprocessing without normalisation gives the levels themselves.
  const plain = createPreprocessor({ ...input, scale: 1, mean: [0], std: [1] });
  const normalised = createPreprocessor(input);
  for (const { name, frame } of pictures.slice(0, most.tensors - 8)) {
    const first = input.fit === 'tile' ? tilesOf(input, frame)[0] : undefined;
    const picture = first === undefined ? shownOf(input, frame)?.frame : cropFrame(frame, first);
    if (picture === undefined) continue;
    // `area/u8` never enlarges; such a picture is none for this model.
    if (input.kernel === 'area/u8' && (picture.width < input.width || picture.height < input.height))
      continue;
    yield { name, levels: levelsOf(picture, plain, normalised) };
  }
  const asItIs = { ...input, fit: 'stretch', kernel: 'cv2-linear/u8' } as const;
  const plainNoise = createPreprocessor({ ...asItIs, scale: 1, mean: [0], std: [1] });
  const normalisedNoise = createPreprocessor(asItIs);
  for (let seed = 1; ; seed += 1) {
    const frame = noiseFrame(input.width, input.height, seed);
    yield { name: `noise ${seed}`, levels: levelsOf(frame, plainNoise, normalisedNoise) };
  }
}

function levelsOf(frame: Frame, plain: Preprocessor, normalised: Preprocessor): Levels {
  plain.run(frame);
  normalised.run(frame);
  return { input: Uint8Array.from(plain.tensor), fed: normalised.tensor.slice() };
}

/** Smooth noise under rough noise, as strong as the seed says. */
function noiseFrame(width: number, height: number, seed: number): Frame {
  const random = createRandom(seed);
  const [coarse, fine] = [random.between(4, Math.max(5, width / 3)), random.between(0, 60)];
  const data = new Uint8Array(3 * width * height);
  for (let at = 0; at < data.length; at += 1) {
    const [channel, pixel] = [at % 3, Math.floor(at / 3)];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const level =
      128 + 110 * noise(x / coarse, y / coarse, 3 * seed + channel) + fine * (random.next() - 0.5);
    data[at] = Math.min(255, Math.max(0, Math.round(level)));
  }
  return { width, height, layout: 'rgb', colour: { matrix: 'bt601', range: 'full' }, data };
}

/** Y4M holds planes: a camera's for a model that sees colour, a grey one else. */
function asPlanes(frame: Frame, { input }: Manifest): Frame {
  if (frame.layout !== 'rgb') return frame;
  const { width, height, data: rgb } = frame;
  const colour = { matrix: 'bt601', range: 'full' } as const;
  const luma = (at: number) => 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
  const area = width * height;
  if (input.channels === 1) {
    const data = Uint8Array.from({ length: area }, (_, pixel) => Math.round(luma(3 * pixel)));
    return { width, height, layout: 'grey', colour, data };
  }
  const { redV, blueU } = coefficientsOf(colour);
  const [columns, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const data = new Uint8Array(area + 2 * columns * rows);
  for (let pixel = 0; pixel < area; pixel += 1) data[pixel] = Math.round(luma(3 * pixel));
  // The inverse of the coefficients the kernel decodes with (13 bits): U from blue, V from red, of every second pixel.
  const clipped = (value: number) => Math.min(255, Math.max(0, Math.round(128 + value)));
  for (let at = 0; at < columns * rows; at += 1) {
    const from = 3 * (2 * Math.floor(at / columns) * width + 2 * (at % columns));
    data[area + at] = clipped(((rgb[from + 2]! - luma(from)) * 8192) / blueU);
    data[area + columns * rows + at] = clipped(((rgb[from]! - luma(from)) * 8192) / redV);
  }
  return { width, height, layout: 'i420', colour, data };
}
