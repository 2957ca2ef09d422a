import { constants, setPriority } from 'node:os';
import type { LabelledPictures } from '../../../ml/train/batches.ts';
import {
  classify,
  DivergedError,
  settled,
  trainClassifier,
  type Checkpoint,
  type ClassifierRecipe,
  type TrainingStep,
} from '../../../ml/train/classifier.ts';
import type { Weights } from '../../../ml/train/network.ts';
import { lookAtValidation, looksAt } from '../../../ml/train/validate.ts';
import { packWeights, unpackWeights } from '../../../ml/train/weight-bytes.ts';
import type { CheckpointBytes, TrainingAnswers, TrainingAsks } from '../../contract/training.ts';
import { portToHost } from '../port.ts';
import { serve, WorkFailure } from '../serve.ts';
import { learnGoodPieces, type GoodPieces } from './good-pieces.ts';
import { loadTensorFlow, type TrainingEngine } from './tensorflow.ts';

/** One run at a time. */
interface Run {
  readonly engine: TrainingEngine;
  readonly recipe: ClassifierRecipe;
  readonly pictures: LabelledPictures;
  readonly validation: LabelledPictures | undefined;
  readonly steps: AsyncGenerator<TrainingStep, Weights, void>;
  at: { step: number; steps: number };
  weights?: Weights;
}
let current: Run | undefined;
let fit: GoodPieces | undefined;
const begun = <T>(what: T | undefined): T => {
  if (what === undefined) throw new WorkFailure('bad-input', 'no run has begun');
  return what;
};

serve<TrainingAsks, TrainingAnswers>(portToHost(), {
  look: async () => ({ engine: load(1).name }),

  async begin({ recipe, pixels, labels, validation, checkpoint, threads, gently }) {
    if (gently) stepBack();
    const engine = load(threads);
    const perEpoch = Math.max(1, Math.floor(labels.length / recipe.batch));
    const resume = checkpoint && opened(recipe, checkpoint);
    const pictures = owned({ pixels, labels });
    const at = { step: (resume?.epoch ?? 0) * perEpoch, steps: recipe.epochs * perEpoch };
    current = {
      ...{ engine, recipe, pictures, at },
      validation: validation && owned(validation),
      steps: trainClassifier(engine, recipe, pictures, resume),
    };
    return { ...at, engine: engine.name };
  },

  async advance({ ms }) {
    const now = begun(current);
    const until = performance.now() + ms;
    const losses: number[] = [];
    const answer = () => ({
      ...now.at,
      loss: losses.reduce((sum, one) => sum + one, 0) / Math.max(1, losses.length),
    });
    do {
      const next = await now.steps.next().catch(failed);
      if (next.done) {
        now.weights = next.value;
        return { ...answer(), weights: packWeights(now.recipe.network, next.value) };
      }
      const { step, steps, loss, checkpoint } = next.value;
      now.at = { step, steps };
      losses.push(loss);
      if (checkpoint)
        return {
          ...answer(),
          checkpoint: closed(now.recipe, checkpoint),
          ...(await validated(now, checkpoint)),
        };
    } while (performance.now() < until);
    return answer();
  },

  async settle({ checkpoint }) {
    const { engine, recipe, pictures } = begun(current);
    const weights = await settled(engine, recipe, opened(recipe, checkpoint), pictures);
    begun(current).weights = weights;
    return { weights: packWeights(recipe.network, weights) };
  },

  async classify({ pixels }) {
    const { engine, recipe, weights } = begun(current);
    if (weights === undefined) throw new WorkFailure('bad-input', 'the run is not finished');
    return { logits: bytesOf(await classify(engine, recipe, weights, { pixels })) };
  },

  async fit(ask) {
    if (ask.gently) stepBack();
    fit = learnGoodPieces(ask);
    return null;
  },
  picture: ({ frame }) => begun(fit).picture(frame),
  learn: ({ ms }) => begun(fit).learn(ms),
});

/** The threads that the libraries start from here on are as low as this one. */
const stepBack = () => setPriority(constants.priority.PRIORITY_LOW);

/** The parts of a message are only lent. */
const owned = ({ pixels, labels }: LabelledPictures): LabelledPictures => ({
  pixels: pixels.slice(),
  labels: labels.slice(),
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

async function validated(
  { engine, recipe, pictures, validation }: Run,
  checkpoint: Checkpoint,
): Promise<Pick<TrainingAnswers['advance'], 'validation'>> {
  if (validation === undefined || validation.labels.length === 0) return {};
  if (!looksAt(checkpoint.epoch, recipe.epochs)) return {};
  const { logits, ...figures } = await lookAtValidation(engine, recipe, checkpoint, pictures, validation);
  return { validation: { ...figures, logits: bytesOf(logits) } };
}

/** A run that came to nothing is not a fault of the worker. */
function failed(error: unknown): never {
  throw error instanceof DivergedError ? new WorkFailure('diverged', error.message) : error;
}

function load(threads: number): TrainingEngine {
  try {
    return loadTensorFlow(threads);
  } catch (error) {
    throw new WorkFailure(
      'no-library',
      'TensorFlow’s library is missing on this machine. Nothing was trained. `npx loupe setup training` brings it',
      { cause: error },
    );
  }
}

function opened({ network }: ClassifierRecipe, bytes: CheckpointBytes): Checkpoint {
  const { epoch, steps } = bytes;
  const [weights, first, second] = [bytes.weights, bytes.first, bytes.second].map((part) =>
    unpackWeights(network, part),
  ) as [Weights, Weights, Weights];
  return { epoch, weights, optimiser: { steps, first, second } };
}

function closed({ network }: ClassifierRecipe, { epoch, weights, optimiser }: Checkpoint): CheckpointBytes {
  const [first, second] = [packWeights(network, optimiser.first), packWeights(network, optimiser.second)];
  return { epoch, weights: packWeights(network, weights), steps: optimiser.steps, first, second };
}
