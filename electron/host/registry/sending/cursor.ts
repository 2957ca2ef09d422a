import { z } from 'zod';
import { jsonBytes, readJsonIfThere, writeWhole } from '../../durable.ts';
import type { Files } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import { nothingSent, settled, type Sent } from './owed.ts';
import type { Plan } from './plan.ts';

const path = 'registry/sent.json';
const sentSchema = z.strictObject({
  format: z.literal(1),
  /** Which registry has it, by a hash of its address: another one has nothing yet. */
  registry: z.string(),
  through: z.number().int().min(0),
  items: z.array(z.string()),
});

/** What the registry has acknowledged, after reading it back. */
export interface Cursor {
  sent(): Sent;
  /** On disk when it resolves. What is lost of it in between is sent again, and found there. @throws FileError */
  acknowledge(id: string): Promise<void>;
  /** It has nothing of it any more. On disk when it resolves. @throws FileError */
  forget(): Promise<void>;
}

/** @param plans all there are, oldest first */
export async function openCursor(
  files: Files,
  registry: string,
  plans: () => readonly Plan[],
): Promise<Cursor> {
  let sent = await read(files, registry);
  // Plans that are gone are made again; what is counted beyond them would be passed over.
  if (sent.through > plans().length) sent = nothingSent;
  const exclusive = sequential();
  let written = sent;
  // Those that wait for a write find themselves in the next one.
  const write = () =>
    exclusive(async () => {
      if (written === sent) return;
      const { through, items } = sent;
      const next = sent;
      await writeWhole(files, path, jsonBytes({ format: 1, registry, through, items: [...items] }));
      written = next;
    });
  return {
    sent: () => sent,
    acknowledge(id) {
      sent = settled(plans(), { through: sent.through, items: new Set([...sent.items, id]) });
      return write();
    },
    forget() {
      sent = nothingSent;
      return write();
    },
  };
}

/** One that cannot be read is as good as none: everything is offered again, and what is there stays as it is. */
async function read(files: Files, registry: string): Promise<Sent> {
  const found = await readJsonIfThere(files, path, sentSchema);
  return found?.registry === registry ? { through: found.through, items: new Set(found.items) } : nothingSent;
}
