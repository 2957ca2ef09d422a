// CPU time of a training step beside Keras: the same network, pictures, library and machine, one thread each. Neither varies its pictures; what our
// variation adds is said apart. LOUPE_KERAS_PYTHON names a Python that has tensorflow-cpu 2.15.1.   node bench/training.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTensorFlow } from '../electron/workers/training/tensorflow.ts';
import { createRandom } from '../ml/demo/random.ts';
import type { LabelledPictures } from '../ml/train/batches.ts';
import { trainClassifier, type ClassifierRecipe } from '../ml/train/classifier.ts';
import { parameterCount } from '../ml/train/network.ts';
import { classifierRecipe, recipes, type Recipe } from '../ml/train/recipe.ts';

const warm = 5;
const python = process.env['LOUPE_KERAS_PYTHON'] ?? 'python3';
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Noise with a bright bar whose height tells the class. */
function pictures({ network: { input }, classes, batch }: ClassifierRecipe, steps: number): LabelledPictures {
  const { width, height, channels } = input;
  const random = createRandom(1);
  const size = width * height * channels;
  const labels = Uint8Array.from({ length: batch * (steps + warm) }, () => random.below(classes));
  const pixels = Uint8Array.from({ length: labels.length * size }, () => 100 + random.below(60));
  for (const [i, label] of labels.entries()) {
    const row = Math.floor(((label + 0.5) * height) / classes);
    pixels.fill(230, i * size + row * width * channels, i * size + (row + 1) * width * channels);
  }
  return { pixels, labels };
}

async function ours(recipe: ClassifierRecipe, some: LabelledPictures, steps: number) {
  const run = trainClassifier(loadTensorFlow(1), { ...recipe, epochs: 2 }, some);
  for (let i = 0; i < warm; i++) await run.next();
  const began = cpuMs();
  let loss = 0;
  for (let i = 0; i < steps; i++) {
    const { value } = await run.next();
    if ('loss' in value) loss += (value.loss as number) / steps;
  }
  return { cpuMs: (cpuMs() - began) / steps, loss };
}

interface Keras {
  readonly cpuMs: number;
  readonly parameters: number;
  readonly loss: number;
  readonly tensorflow: string;
}

function keras(recipe: ClassifierRecipe, { pixels, labels }: LabelledPictures, steps: number): Keras {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-keras-'));
  try {
    const { network, classes, mean, std, batch, rate, decay } = recipe;
    const request = { network, classes, mean, std, batch, rate, decay, steps, warm };
    writeFileSync(join(folder, 'request.json'), JSON.stringify(request));
    writeFileSync(join(folder, 'pixels.bin'), pixels);
    writeFileSync(join(folder, 'labels.bin'), labels);
    const script = fileURLToPath(new URL('training-peer.py', import.meta.url));
    const { stdout, stderr, status } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`training-peer.py failed: ${stderr}`);
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Keras;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(name: string, recipe: Recipe, classes: number, steps: number): Promise<void> {
  const varied = classifierRecipe(recipe, classes);
  const plain = { ...varied, smoothing: 0, augmentation: {} };
  const some = pictures(varied, steps);
  const [mine, withVariation] = [await ours(plain, some, steps), await ours(varied, some, steps)];
  const theirs = keras(plain, some, steps);
  if (theirs.parameters !== parameterCount(varied.network)) throw new Error(`${name}: not the same network`);
  console.log(
    `${name.padEnd(9)} ${mine.cpuMs.toFixed(1)} ms a step, Keras ${theirs.cpuMs.toFixed(1)} ms: ratio ${(mine.cpuMs / theirs.cpuMs).toFixed(2)}; ` +
      `varied pictures ${withVariation.cpuMs.toFixed(1)} ms; mean loss ${mine.loss.toFixed(3)} and ${theirs.loss.toFixed(3)} ` +
      `(TensorFlow ${theirs.tensorflow}, load ${loadavg()[0]!.toFixed(1)})`,
  );
}

const library = () => {
  try {
    loadTensorFlow(1);
    return true;
  } catch {
    return false;
  }
};
if (spawnSync(python, ['-c', 'import tensorflow']).status !== 0)
  console.log(`skipped: ${python} has no TensorFlow (LOUPE_KERAS_PYTHON names one that has)`);
else if (!library()) console.log('skipped: the training library is missing (npx loupe setup training)');
else {
  await compare('mnist', recipes.mnist, 10, 60);
  await compare('quick', recipes.quick, 2, 30);
}
