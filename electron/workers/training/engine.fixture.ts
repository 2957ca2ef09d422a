import { loadTensorFlow, type TrainingEngine } from './tensorflow.ts';

/** TensorFlow on one thread; null, and its suites are skipped by name, where `loupe setup training` has not brought its library. */
export const engine: TrainingEngine | null = (() => {
  try {
    return loadTensorFlow(1);
  } catch {
    return null;
  }
})();
