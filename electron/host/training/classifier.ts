import type { Limits, LimitTargets } from '../../../ml/evaluate/limits.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { createPreprocessor } from '../../../ml/image/preprocess.ts';
import { writeModel } from '../../../ml/onnx/write.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import {
  classifierInput,
  classifierManifest,
  type ClassifierFacts,
} from '../../../ml/train/classifier-package.ts';
import { networkGraph } from '../../../ml/train/network-graph.ts';
import { classifierRecipe, type Recipe } from '../../../ml/train/recipe.ts';
import type { Platform } from '../platform.ts';
import { runTraining, type TrainingOptions } from './run.ts';

/** A labelled picture, at hand when it is asked for. */
export interface TrainingPicture {
  readonly name: string;
  /** Index of its class. */
  readonly label: number;
  frame(): Promise<Frame>;
}

export interface TaughtClassifier {
  readonly manifest: Manifest;
  readonly model: Uint8Array;
  readonly limits?: Limits;
  readonly engine: string;
  /** Levels of validation pictures as the network takes them and the trainer's logits, for the check of the exported model. */
  readonly checked: { readonly tensors: readonly Float32Array[]; readonly logits: Float32Array };
}

/**
 * From labelled pictures to a model with its manifest.
 * @param valid pictures that are not trained on: calibration and limits rest on them
 * @param onPrepared told of every picture that was read
 */
export async function teachClassifier(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  recipe: Recipe,
  facts: ClassifierFacts,
  pictures: { readonly train: readonly TrainingPicture[]; readonly valid: readonly TrainingPicture[] },
  targets: LimitTargets,
  options: TrainingOptions & { readonly onPrepared?: (done: number, total: number) => void },
): Promise<TaughtClassifier> {
  const { train, valid } = pictures;
  let done = 0;
  const prepare = preparer(recipe, () => {
    options.signal?.throwIfAborted();
    options.onPrepared?.(++done, train.length + valid.length);
  });
  const [training, validation] = [await prepare(train), await prepare(valid)];
  const network = classifierRecipe(recipe, facts.classes.length);
  const run = await runTraining(platform, network, training, options);
  try {
    const logits = await run.classify(validation.pixels);
    const { manifest, limits } = classifierManifest(
      recipe,
      facts,
      { logits, labels: validation.labels },
      targets,
    );
    const model = writeModel(networkGraph(network.network, run.weights));
    const tensors = Array.from({ length: Math.min(200, valid.length) }, (_, i) =>
      tensorOf(recipe, validation.pixels, i),
    );
    return { manifest, model, ...(limits && { limits }), engine: run.engine, checked: { tensors, logits } };
  } finally {
    run.close();
  }
}

/** Reads pictures through the station's own kernel, to levels [count, height, width, channels]. */
function preparer(recipe: Recipe, onPicture: () => void) {
  const { width, height, channels } = recipe.input;
  const plain = { ...classifierInput(recipe), layout: 'nhwc' as const };
  const preprocessor = createPreprocessor({
    ...plain,
    mean: plain.mean.map(() => 0),
    std: plain.std.map(() => 1),
  });
  return async (pictures: readonly TrainingPicture[]) => {
    const size = width * height * channels;
    const pixels = new Uint8Array(pictures.length * size);
    for (const [i, picture] of pictures.entries()) {
      preprocessor.run(await picture.frame());
      pixels.set(preprocessor.tensor, i * size);
      onPicture();
    }
    return { pixels, labels: Uint8Array.from(pictures, ({ label }) => label) };
  };
}

/** One picture as the finished model is given it: normalised, channels first. */
function tensorOf(
  { input: { width, height, channels }, mean, std }: Recipe,
  pixels: Uint8Array,
  index: number,
): Float32Array {
  const size = width * height;
  return Float32Array.from({ length: size * channels }, (_, at) => {
    const [channel, place] = [Math.floor(at / size), at % size];
    return (pixels[(index * size + place) * channels + channel]! - mean) / std;
  });
}
