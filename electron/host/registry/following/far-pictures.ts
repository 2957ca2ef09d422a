import { LoupeError } from '../../../contract/errors.ts';
import { causeOf } from '../../durable.ts';
import type { Images } from '../../images/images.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Platform } from '../../platform.ts';
import type { Runs } from '../runs.ts';
import { createAsked } from './asked.ts';
import { fetchPicture } from './fetch-picture.ts';
import type { FollowedStore } from './followed.ts';
import { createWhere, type Where } from './where.ts';

/** A picture that another station recorded. */
export interface FarPicture {
  readonly station: string;
  readonly sha256: string;
}

/** Pictures of other stations, for whoever looks at them. */
export interface FarPictures extends Pick<Images, 'get'> {
  /**
   * A picture, from here or fetched. One that is not in the registry yet is asked for, once.
   * @throws LoupeError as Images.get; `picture-elsewhere`; `registry-unreachable` …
   */
  get: Images['get'];
  /** Fetches pictures that somebody will look at soon, or asks for them; keeps nobody waiting. Given again, it tries again. */
  ahead(pictures: readonly FarPicture[]): void;
  close(): Promise<void>;
}

export interface FarPicturesDeps {
  readonly platform: Pick<Platform, 'clock' | 'log'>;
  readonly journal: Pick<Journal, 'read' | 'head' | 'append'>;
  readonly images: Images;
  readonly followed: Pick<FollowedStore, 'stations' | 'journal'>;
  /** Of the registry in force; null: this station is alone. */
  readonly runs: () => Pick<Runs, 'list' | 'get'> | null;
}

/** Nobody looks at a screen for longer; what is under way goes on. */
const patienceMs = 20_000;

export function createFarPictures({
  platform,
  journal,
  images,
  followed,
  runs,
}: FarPicturesDeps): FarPictures {
  const where = createWhere(followed);
  const ask = createAsked(journal);
  /** By the picture: what several look at is fetched once. */
  const fetching = new Map<string, Promise<void>>();
  const queue = new Map<string, FarPicture>();
  let working: Promise<void> | null = null;
  let closed = false;

  /** @throws LoupeError `not-found` where no station that is followed has it, and as `get` */
  async function bring(sha256: string, station?: string): Promise<void> {
    const registry = runs();
    const place = registry && (await where(sha256, station));
    if (registry === null || place === null) throw new LoupeError('not-found', { what: 'image', id: sha256 });
    if (await fetchPicture(registry, images, place, sha256)) return;
    await askFor(place, sha256);
  }

  async function askFor({ inspection, station }: Where, sha256: string): Promise<never> {
    throw new LoupeError('picture-elsewhere', { station, asked: await ask(inspection, sha256) });
  }

  function fetchOnce(sha256: string, station?: string): Promise<void> {
    const under = fetching.get(sha256) ?? bring(sha256, station).finally(() => fetching.delete(sha256));
    fetching.set(sha256, under);
    return under;
  }

  async function work(): Promise<void> {
    for (const [sha256, { station }] of queue) {
      queue.delete(sha256);
      if (closed || (await images.has(sha256))) continue;
      try {
        await fetchOnce(sha256, station);
      } catch (error) {
        const code = error instanceof LoupeError ? error.code : 'internal';
        if (code === 'picture-elsewhere' || code === 'not-found' || code === 'conflict') continue;
        platform.log({ level: 'warn', what: 'pictures are not fetched ahead', cause: causeOf(error) });
        queue.clear();
      }
    }
  }

  return {
    async get(sha256) {
      try {
        return await images.get(sha256);
      } catch (error) {
        if (!(error instanceof LoupeError) || error.code !== 'not-found') throw error;
      }
      await within(platform.clock, patienceMs, fetchOnce(sha256));
      return images.get(sha256);
    },
    ahead(pictures) {
      for (const one of pictures) queue.set(one.sha256, one);
      working ??= work().finally(() => {
        working = null;
      });
    },
    async close() {
      closed = true;
      queue.clear();
      await Promise.allSettled([...fetching.values(), working]);
    },
  };
}

/** @throws LoupeError `registry-unreachable` where it takes longer; then nobody hears what becomes of it */
async function within<T>(clock: Platform['clock'], ms: number, work: Promise<T>): Promise<T> {
  let timer: { cancel(): void } | null = null;
  const limit = new Promise<never>((_, reject) => {
    const slow = new LoupeError('registry-unreachable', { cause: 'the picture is slow to come' });
    timer = clock.setTimeout(() => reject(slow), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    (timer as { cancel(): void } | null)?.cancel();
  }
}
