import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether `loupe setup training` brought its library; suites that train are skipped by name where it did not. */
export const canTrain = existsSync(
  fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-node/lib/napi-v8', import.meta.url)),
);
