import { setImmediate } from 'node:timers/promises';
import { makeFolders, readIfThere } from '../../durable.ts';
import { decode } from '../../journal/line.ts';
import type { Files } from '../../platform.ts';
import { picturesOf, plansSchema, type Plan, type SegmentPlan } from './plan.ts';

const folder = 'registry';
const path = `${folder}/planned.jsonl`;
/** Lines that are read without a pause: years of them are read when the station starts. */
const turn = 50;

/**
 * Everything that ever had to reach a registry, oldest first: one line for each sealed segment, with what it made owed, or what others asked for. Lines
 * are only added. All of it follows from the journal: what cannot be read any more is planned again, alike.
 */
export interface Planned {
  plans(): readonly Plan[];
  /** The segment that was planned last; null before the first. */
  last(): SegmentPlan | null;
  /** Whether a picture belongs to a plan: it travels once. */
  has(picture: string): boolean;
  /** On disk when it resolves. @param plans of one line of the file @throws FileError */
  add(plans: readonly [Plan, ...Plan[]]): Promise<void>;
}

export async function openPlanned(files: Files): Promise<Planned> {
  await makeFolders(files, folder);
  const all: Plan[] = [];
  const pictures = new Set<string>();
  let last: SegmentPlan | null = null;
  const keep = (plans: readonly Plan[]) => {
    for (const plan of plans) {
      all.push(plan);
      if (plan.kind === 'segment') last = plan;
      for (const { sha256 } of picturesOf(plan)) pictures.add(sha256);
    }
  };
  const found = (await readIfThere(files, path)) ?? new Uint8Array();
  let size = 0;
  let lines = 0;
  for (let end = found.indexOf(10); end >= 0; end = found.indexOf(10, size)) {
    const plans = read(found.subarray(size, end));
    if (plans === null) break;
    keep(plans);
    size = end + 1;
    if (++lines % turn === 0) await setImmediate();
  }
  /** Bytes after `size` are of a write that was cut short. */
  let torn = found.length > size;
  return {
    plans: () => all,
    last: () => last,
    has: (picture) => pictures.has(picture),
    async add(plans) {
      const bytes = new TextEncoder().encode(`${JSON.stringify(plans)}\n`);
      if (torn) await files.truncate(path, size);
      torn = true;
      const handle = await files.append(path);
      try {
        await handle.write(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (size === 0) await files.syncFolder(folder);
      torn = false;
      size += bytes.length;
      keep(plans);
    },
  };
}

function read(line: Uint8Array): Plan[] | null {
  try {
    return plansSchema.parse(JSON.parse(decode(line)));
  } catch {
    return null;
  }
}
