import type { OutputTensor } from '../../decode/output.ts';
import type { OnnxModel } from '../../onnx/model.ts';
import { ultralytics } from '../../onnx/ultralytics.ts';
import { manifestSchema, type Manifest } from '../manifest.ts';
import { choose } from './choose.ts';
import { classesOf } from './classes.ts';
import type { FedPicture } from './fed-picture.ts';
import { inputOf } from './input.ts';
import { originWords, type Origin } from './origin.ts';
import { outputsOf } from './outputs.ts';
import { WrapRefusal, type WrapWishes } from './wishes.ts';

/** A manifest around a model, and in words what was taken from where. */
export interface Wrapped {
  readonly manifest: Manifest;
  readonly notes: readonly string[];
}

/** When a package is made, by what, and where its model came from, if not from a file that somebody had. */
export interface Made {
  readonly created: string;
  readonly by: string;
  readonly origin?: Origin;
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
  { created, by, origin }: Made,
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
    ...{ created, by },
    input: inputOf(picture, proposal, wishes, theirs, notes),
    outputs: outputsOf(proposal, classes.length, trial, wishes),
    classes,
    thresholds: wishes.thresholds ?? { pass: 0.5, defect: 0.5 },
    ...(wishes.calibration && { calibration: wishes.calibration }),
    ...(origin?.run != null && { trainingRun: origin.run }),
    attribution: [
      `model.onnx as it came, producer ${model.producer || 'not named'}`,
      ...(origin === undefined ? [] : [originWords(origin)]),
    ].join('; '),
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
