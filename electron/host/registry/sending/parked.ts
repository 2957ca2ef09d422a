import { z } from 'zod';
import { jsonBytes, readJsonIfThere, writeWhole } from '../../durable.ts';
import type { Files } from '../../platform.ts';
import { sequential } from '../../sequential.ts';

const path = 'registry/parked.json';
const parkedSchema = z.strictObject({
  id: z.string(),
  /** What was thrown: a code of LoupeError, or `internal`. */
  code: z.string(),
  /** Why, in words. */
  cause: z.string(),
  /** Milliseconds since 1970. */
  at: z.number().int(),
});
/** What the registry will not take, or what cannot be read here any more. It is kept, and everything else passes it. */
export type ParkedItem = z.infer<typeof parkedSchema>;

const fileSchema = z.strictObject({ format: z.literal(1), items: z.array(parkedSchema) });

export interface Parked {
  /** Oldest first. */
  list(): readonly ParkedItem[];
  has(id: string): boolean;
  /** @throws FileError; it is parked until the next start all the same */
  park(item: ParkedItem): Promise<void>;
  /** Takes it back into the queue: somebody has mended it. @returns false where it was not parked @throws FileError */
  again(id: string): Promise<boolean>;
}

/** A file that cannot be read parks nothing: what it held is tried again, and parked again. */
export async function openParked(files: Files): Promise<Parked> {
  const exclusive = sequential();
  const found = await readJsonIfThere(files, path, fileSchema);
  const items = new Map(found?.items.map((item) => [item.id, item]));
  const write = () =>
    exclusive(() => writeWhole(files, path, jsonBytes({ format: 1, items: [...items.values()] })));
  return {
    list: () => [...items.values()],
    has: (id) => items.has(id),
    async park(item) {
      items.set(item.id, item);
      await write();
    },
    async again(id) {
      if (!items.delete(id)) return false;
      await write();
      return true;
    },
  };
}
