import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPlaces } from '../host/node/places.ts';

/** Where the program and its workers are, as sources. */
export const places = findPlaces(pathToFileURL(join(import.meta.dirname, 'main.ts')).href);

/** Whether `loupe setup training` brought its library; suites that train are skipped by name where it did not. */
export const canTrain = existsSync(join(places.root, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8'));

/** Where real data are, if they are. */
export const realData = process.env['LOUPE_DATA'] ?? join('..', 'shared', 'data');
