import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPictures, type Pictures } from '../host/inspection/pictures.ts';
import { createModelProcess, type ModelAnswer, type ModelProcess } from '../host/models/model-process.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import type { Platform } from '../host/platform.ts';
import type { Io } from './io.ts';

export type BenchAnswer = ModelAnswer;

/** A model in a disposable process, without a station around it. */
export interface ModelBench extends Omit<ModelProcess, 'close'> {
  readonly platform: Platform;
  readonly pictures: Pictures;
  close(): Promise<void>;
}

export async function openBench({ places }: Pick<Io, 'places'>, threads = 2): Promise<ModelBench> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-model-'));
  const platform = createNodePlatform({ data: folder, workers: (worker) => places.worker(worker) });
  const pictures = createPictures(platform);
  const process = createModelProcess(platform, threads);
  return {
    ...{ ...process, platform, pictures },
    async close() {
      process.close();
      pictures.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
