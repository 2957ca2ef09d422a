import { expect, test } from 'vitest';
import { manifestSchema } from '../../../ml/package/manifest.ts';
import { classifierManifest } from '../../../ml/train/classifier-package.ts';
import { recipes } from '../../../ml/train/recipe.ts';
import { checkExport } from './export-check.ts';

const { manifest } = classifierManifest(
  recipes.quick,
  {
    ...{ name: 'test', version: 1, created: '2026-01-02T03:04:05Z', by: 'test' },
    classes: [
      { name: 'bent', verdict: 'defect' },
      { name: 'ok', verdict: 'pass' },
    ],
  },
  { logits: Float32Array.from([3, 0, 2, 0, 0, 3, 0, 2]), labels: Uint8Array.from([0, 0, 1, 1]) },
  { missed: 0.05, rejected: 0.05 },
);
/** A model that answers what it is given. */
const echo = (change: (logit: number) => number) => ({
  load: async () => undefined,
  run: async (tensor: Float32Array) => ({ logits: { dims: [1, 2], data: tensor.map(change) } }),
});
const check = (logits: number[], change: (logit: number) => number, of = manifest) =>
  checkExport(
    echo(change),
    of,
    new Uint8Array(),
    (i) => Float32Array.from(logits.slice(2 * i, 2 * i + 2)),
    Float32Array.from(logits),
  );

test('an export that answers as its trainer is told so, with how far they are apart', async () => {
  const { pictures, away } = await check([3, 0, 0, 2], (logit) => logit + 5e-5);
  expect(pictures).toBe(2);
  expect(away).toBeCloseTo(5e-5, 6);
});

test('one that differs by more than a ten-thousandth, or gives no number, is none', async () => {
  await expect(check([3, 0, 0, 2], (logit) => logit + 2e-4)).rejects.toThrow(
    /^The exported model differs from the trained one by 0\.000\d+ on picture 1 of 2\. No package was made\.$/,
  );
  await expect(check([3, 0], () => Number.NaN)).rejects.toThrow('No package was made.');
});

test('nor is one that decides otherwise, however little it differs', async () => {
  const { a, b } = manifest.calibration!;
  // Log-odds just below what is a defect; two hundred-thousandths more are above it.
  const odds = (Math.log(manifest.thresholds.defect / (1 - manifest.thresholds.defect)) - b) / a - 1e-5;
  const change = (logit: number) => (logit === 0 ? 0 : logit + 4e-5);
  await expect(check([odds, 0], change, manifestSchema.parse(manifest))).rejects.toThrow(
    'The exported model decides picture 1 of 1 otherwise than the trained one. No package was made.',
  );
});
