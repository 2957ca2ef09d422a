import { z } from 'zod';
import { modelName } from '../../../ml/package/manifest.ts';
import { serialSchema } from '../../../ml/package/promotion.ts';
import { sha256 } from '../../contract/events.ts';
import { jsonBytes, makeFolders, readIfThere, removeIfThere, writeWhole } from '../durable.ts';
import type { Files } from '../platform.ts';

const path = 'models/active.json';

const modelRef = z.strictObject({ name: modelName, version: z.number().int().min(1), sha256 });
export type ModelRef = z.infer<typeof modelRef>;

/** Which package is active, and which were before it, newest first. One file, replaced whole: there is never half a switch. */
const pointerSchema = z.strictObject({
  format: z.literal(1),
  active: modelRef,
  previous: z.array(modelRef).max(3),
  /** By model: the serial of the last promotion that was followed. In this file, so that a switch and its serial are one write. */
  followed: z.record(modelName, serialSchema).default({}),
});
export type Pointer = z.infer<typeof pointerSchema>;

/** @returns null before the first activation. @throws Error when the file is there but is no pointer */
export async function readPointer(files: Files): Promise<Pointer | null> {
  const bytes = await readIfThere(files, path);
  if (bytes === null) return null;
  return pointerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Replaces the pointer; null takes it away. On disk when it resolves. */
export async function writePointer(files: Files, pointer: Pointer | null): Promise<void> {
  await makeFolders(files, 'models');
  if (pointer !== null) return writeWhole(files, path, jsonBytes(pointer));
  await removeIfThere(files, path);
  await files.syncFolder('models');
}

/**
 * The pointer after `next` became active: what was active leads the list of what one can go back to.
 * @param serial of the promotion that is followed, if one is
 */
export function pointTo(next: ModelRef, now: Pointer | null, serial?: number): Pointer {
  const before = now === null ? [] : [now.active, ...now.previous];
  const followed = now?.followed ?? {};
  return {
    format: 1,
    active: next,
    previous: before.filter((model) => model.sha256 !== next.sha256).slice(0, 3),
    followed: serial === undefined ? followed : { ...followed, [next.name]: serial },
  };
}
