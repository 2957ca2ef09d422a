import { expect, test } from 'vitest';
import type { RegistryAccess } from '../../../electron/contract/registry-access.ts';
import { gateWords } from '../promotion-words.ts';
import {
  faultWords,
  isOpen,
  itemWords,
  loginWords,
  sinceWords,
  toSendWords,
  whereOf,
} from './registry-words.ts';

const access: RegistryAccess = {
  ...{ kind: 'mlflow', url: 'https://one.example', from: 'settings' },
  ...{ kept: null, environment: null, unreadable: null },
};

test('whose login a server gets: the environment’s first, and each only at the server it is for', () => {
  const url = 'https://one.example';
  expect(loginWords(access, url)).toBeNull();
  const kept = { ...access, kept: { as: 'anna', url } };
  expect(loginWords(kept, `${url}/`)).toBe('User anna, kept on this station');
  expect(loginWords(kept, 'https://two.example')).toBeNull();
  const token = { as: null, url: null, variable: 'MLFLOW_TRACKING_TOKEN' };
  expect(loginWords({ ...kept, environment: token }, url)).toBe('A token, from MLFLOW_TRACKING_TOKEN');
  const other = { as: 'bo', url: 'https://two.example', variable: 'MLFLOW_TRACKING_URI' };
  expect(loginWords({ ...kept, environment: other }, url)).toBe('User anna, kept on this station');
});

test('where the registry is, and whether a password could be read on the way', () => {
  expect(whereOf({ registryUrl: '', registryFolder: '' })).toBe('alone');
  expect(whereOf({ registryUrl: '', registryFolder: '/mnt/r' })).toBe('folder');
  expect(whereOf({ registryUrl: 'http://r', registryFolder: '/mnt/r' })).toBe('mlflow');
  expect(
    ['http://r.example', 'http://127.0.0.1:5000', 'http://localhost/x', 'https://r.example'].map(isOpen),
  ).toEqual([true, false, false, false]);
});

test('what waits, and since when', () => {
  const now = new Date(2026, 10, 22, 15, 0);
  const today = new Date(2026, 10, 22, 13, 40).toISOString();
  expect(sinceWords(today, now)).toBe('13:40');
  expect(sinceWords(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('20 Nov, 09:05');
  const registry = {
    kind: 'mlflow',
    waiting: 12,
    since: today,
    parked: 0,
    paused: null,
    away: null,
  } as const;
  expect(toSendWords(registry, now)).toBe('12 to send since 13:40');
  expect(toSendWords({ ...registry, waiting: 0, since: null }, now)).toBe('0 to send');
});

test('what was put aside is named as people call it', () => {
  expect(
    [
      ...['segment/000000041-ab12', 'segment/000000041-ab12/pictures/2', 'dataset/pits/ab12/pictures/1'],
      ...['training/20261122-ab', 'evaluation/ab12/cd34-test', 'package/holders/3-ab12', 'else'],
    ].map(itemWords),
  ).toEqual([
    ...['Records from #41', 'Records from #41, pictures 2', 'Dataset pits, pictures 1'],
    ...['Training 20261122-ab', 'Evaluation', 'Package holders v3', 'else'],
  ]);
});

test('a fault says its cause once, without two full stops', () => {
  expect(faultWords({ why: 'too-old', cause: 'version 2.22.0.' }).what).toBe(
    'This MLflow is too old: version 2.22.0.',
  );
});

test('a gate in the draft bar', () => {
  expect(gateWords(null)).toBe('as the program has it');
  expect(gateWords({})).toBe('nothing is asked for');
  expect(gateWords({ maxEscapes: 0, minRecall: 0.995, maxMs: 40, noise: 0.3 })).toBe(
    'Escapes, at most 0; Recall, at least 99.5 %; Time a picture, at most 40 ms; noise',
  );
});
