import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import type { Images, ImageType } from '../../images/images.ts';
import { endings, unpack } from '../../images/store.ts';
import type { Runs } from '../runs.ts';
import { sha256Of } from '../sending/packed.ts';
import { unlessMissing } from '../unless.ts';
import type { Where } from './where.ts';

const indexSchema = z.object({
  format: z.literal(1),
  pictures: z
    .array(z.object({ name: z.string(), offset: z.number().int().min(0), size: z.number().int().min(0) }))
    .max(100_000),
});
const named = /^([0-9a-f]{64})\.([a-z0-9.]+)$/;

/**
 * Fetches a picture to the store of images, and with it those that travelled in the same file: who looks at one often looks at the next. They are ordinary
 * images from then on, under the same disk floor and retention as the station's own.
 * @returns whether it is here now; false while it is not in the registry
 * @throws LoupeError as Runs; `conflict` for one that is not what its name says; `disk-low`, `not-written`
 */
export async function fetchPicture(
  runs: Pick<Runs, 'list' | 'get'>,
  images: Pick<Images, 'put' | 'has'>,
  { run, firstSeq }: Where,
  sha256: string,
): Promise<boolean> {
  const inFolder = `images/${sha256.slice(0, 2)}`;
  const there = await unlessMissing(runs.list(run, 'images'));
  if (there === null) return false;
  if (there.some(({ name, folder }) => folder && `images/${name}` === inFolder)) {
    const single = (await runs.list(run, inFolder)).find(({ name }) => named.exec(name)?.[1] === sha256);
    if (single !== undefined) {
      await keep(images, single.name, await runs.get(run, `${inFolder}/${single.name}`));
      return true;
    }
  }
  for (const { name } of there) {
    if (!name.startsWith(`shard-${firstSeq}-`) || !name.endsWith('.json')) continue;
    const shard = `images/${name.slice(0, -'.json'.length)}`;
    const index = indexOf(await runs.get(run, `${shard}.json`));
    if (!index.some((one) => named.exec(one.name)?.[1] === sha256)) continue;
    const tar = await runs.get(run, `${shard}.tar`);
    for (const { name: picture, offset, size } of index) {
      const [, hash] = named.exec(picture) ?? [];
      if (hash === undefined || (hash !== sha256 && (await images.has(hash)))) continue;
      const kept = keep(images, picture, tar.subarray(offset, offset + size));
      // What is wrong with its neighbours is nobody's business now.
      await (hash === sha256 ? kept : kept.catch(() => undefined));
    }
    return true;
  }
  return false;
}

function indexOf(bytes: Uint8Array): z.infer<typeof indexSchema>['pictures'] {
  try {
    return indexSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).pictures;
  } catch {
    return [];
  }
}

/** @throws LoupeError `conflict` for bytes that are not what the name says */
async function keep(images: Pick<Images, 'put'>, name: string, bytes: Uint8Array): Promise<void> {
  const [, sha256, ending = ''] = named.exec(name) ?? [];
  const whole = endings.includes(ending) ? await unpack(bytes, ending).catch(() => null) : null;
  if (whole === null || (await sha256Of(whole)) !== sha256)
    throw new LoupeError('conflict', {
      what: `${name} in the registry is not the picture that its name says`,
    });
  await images.put(ending.replace('.zst', '') as ImageType, whole);
}
