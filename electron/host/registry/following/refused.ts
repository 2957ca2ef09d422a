import { jsonBytes, makeFolders, removeIfThere, writeWhole } from '../../durable.ts';
import type { Platform } from '../../platform.ts';
import { isoTime } from '../../time.ts';
import { placeOf } from './copy.ts';

/** So many are kept with their bytes; of more, only why. */
const keptWhole = 20;
/** Of the file that says why. */
const ending = '.why.json';
const firstMs = 60_000;
const longestMs = 86_400_000;

/** What was fetched and must not be used lies in `stations/<id>/refused/`: the bytes as they came, and why. It may be mended over there. */
export function createRefused({ files, clock }: Pick<Platform, 'files' | 'clock'>, station: string) {
  const folder = `${placeOf(station)}/refused`;
  const tries = new Map<string, { readonly times: number; readonly due: number }>();
  const pathsOf = (segment: string) => [`${folder}/${segment}`, `${folder}/${segment}${ending}`] as const;
  return {
    /** Whether it may be fetched (again). */
    isDue: (segment: string): boolean => clock.monotonic() >= (tries.get(segment)?.due ?? 0),
    /** @throws FileError */
    async put(segment: string, bytes: Uint8Array, why: string): Promise<void> {
      const times = tries.get(segment)?.times ?? 0;
      const wait = Math.min(longestMs, firstMs * 2 ** times);
      tries.set(segment, { times: times + 1, due: clock.monotonic() + wait });
      await makeFolders(files, folder);
      const [whole, reason] = pathsOf(segment);
      const there = await files.list(folder);
      if (there.includes(segment) || there.length < 2 * keptWhole) await writeWhole(files, whole, bytes);
      await writeWhole(files, reason, jsonBytes({ format: 1, segment, why, at: isoTime(clock.now()) }));
    },
    /** The segments of which something lies there, also from before the start, and also what a kill cut short. */
    list: async (): Promise<ReadonlySet<string>> =>
      new Set((await files.list(folder)).map((name) => name.replace(/(?:\.why\.json)?(?:\.part)?$/, ''))),
    /** It was mended, and is used. @throws FileError */
    async forget(segment: string): Promise<void> {
      tries.delete(segment);
      for (const path of pathsOf(segment))
        for (const one of [path, `${path}.part`]) await removeIfThere(files, one);
    },
  };
}
