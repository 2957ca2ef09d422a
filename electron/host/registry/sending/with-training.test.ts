import { expect, test } from 'vitest';
import { recipes } from '../../../../ml/train/recipe.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { TrainingDetail } from '../../../contract/training-runs.ts';
import { newRun } from '../../training/order.ts';
import { registerWithTraining } from './with-training.ts';

const id = '20260101-163000-1a2b';
const sha256 = 'e'.repeat(64);
const detail: TrainingDetail = newRun(
  id,
  { dataset: sha256, recipe: 'quick', name: 'forceps', targets: { missed: 0.05, rejected: 0.05 } },
  recipes.quick,
  { name: 'trays', hash: sha256 },
  { id: 'lead', role: 'qa' },
  '2026-01-01T16:30:00.000Z',
);

/** What the registry was asked for, in order. */
async function registered(manifest: object, known: boolean): Promise<string[]> {
  const asked: string[] = [];
  const register = registerWithTraining(
    {
      runs: { open: async ({ collection, key }) => void asked.push(`${collection} ${key}`) },
      registry: { register: async ({ name, version }) => void asked.push(`${name} ${version}`) },
    },
    {
      stationId: 'north001',
      training: {
        get(run) {
          if (known && run === id) return detail;
          throw new LoupeError('not-found', { what: 'training run', id: run });
        },
        grid: () => Promise.reject(new Error('nobody asks for it')),
      },
    },
  );
  const files = new Map([['model.json', new TextEncoder().encode(JSON.stringify(manifest))]]);
  await register({ name: 'forceps', version: 2, sha256 }, files, {});
  return asked;
}

test('the training that made a package is begun before the package is registered, so that the registry can name it', async () => {
  expect(await registered({ trainingRun: id }, true)).toEqual([`train/forceps ${id}`, 'forceps 2']);
});

test('a package that was not trained here, or whose training was forgotten, is registered alone', async () => {
  expect(await registered({}, true)).toEqual(['forceps 2']);
  expect(await registered({ trainingRun: id }, false)).toEqual(['forceps 2']);
});
