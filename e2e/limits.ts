import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPlaces } from '../electron/host/node/places.ts';
import { openStation } from '../electron/cli/station.ts';
import type { GoldenIndex } from '../ml/package/golden.ts';
import type { Manifest } from '../ml/package/manifest.ts';
import { cli } from './command.ts';

/**
 * Gives a new station version 2 of the starter package, whose limits were moved: signed by the station, gated, tried on its golden cases and
 * activated, the only way that limits move. Its golden frames go, since they hold the verdicts of the old limits; the golden tensors stay.
 */
export async function moveLimits(data: string, limits: Manifest['thresholds']): Promise<void> {
  const places = findPlaces(pathToFileURL(cli).href);
  const folder = await mkdtemp(join(tmpdir(), 'loupe-limits-'));
  try {
    await cp(places.starter, folder, { recursive: true });
    await edit<Manifest>(join(folder, 'model.json'), (manifest) => ({
      ...manifest,
      version: 2,
      thresholds: limits,
    }));
    await edit<GoldenIndex>(join(folder, 'golden', 'index.json'), (index) => ({ ...index, frames: [] }));
    const { host } = await openStation(data, folder, places);
    try {
      await host.ready;
    } finally {
      await host.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function edit<T>(path: string, change: (content: T) => T): Promise<void> {
  const content = JSON.parse(await readFile(path, 'utf8')) as T;
  await writeFile(path, JSON.stringify(change(content)));
}
