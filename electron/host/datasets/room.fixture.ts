import sharp from 'sharp';
import { openImages } from '../images/store.ts';
import { createPictures } from '../inspection/pictures.ts';
import { openJournal } from '../journal/open.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import type { Platform } from '../platform.ts';
import { openStation } from '../station.ts';
import { openDatasets } from './datasets.ts';
import { createExports } from './export.ts';
import type { Draft } from './uploads.ts';

export const ada = { id: 'ada', role: 'qa' } as const;

/** The room of datasets on a disk in memory, with a real image worker. */
export async function openRoom(
  pictures: ReturnType<typeof createPictures>,
  memory: MemoryPlatform = createMemoryPlatform(),
) {
  return { memory, ...(await openRoomOn(memory, pictures)) };
}

/** The same on any disk. */
export async function openRoomOn(platform: Platform, pictures: ReturnType<typeof createPictures>) {
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  const images = await openImages({ platform, floorBytes: () => 1000 });
  const datasets = await openDatasets({ platform, images, pictures, journal });
  const exports = createExports({ platform, datasets, images, pictures });
  return { journal, images, datasets, exports };
}

/** A folder of somebody's. */
export const draftOf = (files: Readonly<Record<string, Uint8Array | string>>): Draft => ({
  files: Object.keys(files).toSorted(),
  read: async (path) => {
    const found = files[path]!;
    return typeof found === 'string' ? new TextEncoder().encode(found) : found;
  },
});

/** Runs a piece of work to its end. */
export async function finish<T>(work: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
  }
}

/** A picture like no other with another seed. */
export async function png(seed: number, { width = 40, height = 30 } = {}): Promise<Uint8Array> {
  const data = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => (Math.imul(seed * 7919 + i, 2654435761) >>> 24) & 255,
  );
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}
