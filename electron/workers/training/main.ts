import {
  classify,
  DivergedError,
  trainClassifier,
  type Checkpoint,
  type ClassifierRecipe,
  type TrainingStep,
} from '../../../ml/train/classifier.ts';
import type { Weights } from '../../../ml/train/network.ts';
import { packWeights, unpackWeights } from '../../../ml/train/weight-bytes.ts';
import type { CheckpointBytes, TrainingAnswers, TrainingAsks } from '../../contract/training.ts';
import { portToHost } from '../port.ts';
import { serve, WorkFailure } from '../serve.ts';
import { loadTensorFlow, type TrainingEngine } from './tensorflow.ts';

/** One run at a time. */
interface Run {
  readonly engine: TrainingEngine;
  readonly recipe: ClassifierRecipe;
  readonly steps: AsyncGenerator<TrainingStep, Weights, void>;
  at: { step: number; steps: number };
  weights?: Weights;
}
let current: Run | undefined;
const run = (): Run => {
  if (current === undefined) throw new WorkFailure('bad-input', 'no run has begun');
  return current;
};

serve<TrainingAsks, TrainingAnswers>(portToHost(), {
  look: async () => ({ engine: load(1).name }),

  async begin({ recipe, pixels, labels, checkpoint, threads }) {
    const engine = load(threads);
    const perEpoch = Math.max(1, Math.floor(labels.length / recipe.batch));
    const resume = checkpoint && opened(recipe, checkpoint);
    // The parts of a message are only lent.
    const pictures = { pixels: pixels.slice(), labels: labels.slice() };
    const at = { step: (resume?.epoch ?? 0) * perEpoch, steps: recipe.epochs * perEpoch };
    current = { engine, recipe, steps: trainClassifier(engine, recipe, pictures, resume), at };
    return { ...at, engine: engine.name };
  },

  async advance({ ms }) {
    const now = run();
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
      if (checkpoint) return { ...answer(), checkpoint: closed(now.recipe, checkpoint) };
    } while (performance.now() < until);
    return answer();
  },

  async classify({ pixels }) {
    const { engine, recipe, weights } = run();
    if (weights === undefined) throw new WorkFailure('bad-input', 'the run is not finished');
    const logits = await classify(engine, recipe, weights, { pixels });
    return { logits: new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength) };
  },
});

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
