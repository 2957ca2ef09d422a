import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { jsonBytes, readIfThere, writeWhole } from '../../host/durable.ts';
import type { Files } from '../../host/platform.ts';
import type { Seen } from './rules.ts';

const keptSchema = z.strictObject({
  /** This station's place in staged releases. */
  id: z.uuid(),
  seen: z
    .strictObject({ version: z.string(), issued: z.string(), expires: z.string(), sha512: z.string() })
    .nullable(),
  /** When the feed last gave a believable answer. */
  lastGood: z.string().nullable(),
});
export type KeptState = z.infer<typeof keptSchema>;

export interface Kept {
  current(): KeptState;
  /** On disk when it resolves. */
  keep(seen: Seen, at: string): Promise<void>;
}

const path = 'updates.json';

/**
 * What the updater remembers in the data folder, as `updates.json`.
 * @throws Error when the file is there and cannot be read: forgetting the highest version would let an old one in
 */
export async function openKept(files: Files): Promise<Kept> {
  const bytes = await readIfThere(files, path);
  let state: KeptState = bytes === null ? { id: randomUUID(), seen: null, lastGood: null } : readState(bytes);
  const write = async (next: KeptState): Promise<void> => {
    await writeWhole(files, path, jsonBytes(next));
    state = next;
  };
  if (bytes === null) await write(state);
  return {
    current: () => state,
    keep: (seen, at) => write({ ...state, seen, lastGood: at }),
  };
}

function readState(bytes: Uint8Array): KeptState {
  try {
    return keptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new Error(
      `${path} in the data folder cannot be read, so no update is taken: restore it from a backup, or delete it to begin anew`,
      { cause: error },
    );
  }
}
