import { z } from 'zod';
import { findingSchema } from '../../../electron/contract/events.ts';
import type { Drawing } from './board.ts';

const point = z.object({ x: z.number(), y: z.number() });
const drawingSchema: z.ZodType<Drawing> = z.object({
  regions: z.array(findingSchema),
  begun: z.object({
    box: point.exactOptional(),
    polygon: z.array(point).exactOptional(),
    stroke: z
      .object({ points: z.array(point).min(1), radius: z.number().positive(), erases: z.boolean() })
      .exactOptional(),
  }),
});

/** What one person drew and did not give with a label: it outlives the page, and a change of roles. */
export interface Drafts {
  /** By inspection. What cannot be read is left out. */
  all(): ReadonlyMap<string, Drawing>;
  /** @throws DOMException when the browser has no room for it */
  keep(inspection: string, drawing: Drawing): void;
  drop(inspection: string): void;
}

export function createDrafts(storage: Storage, person: string): Drafts {
  const start = `loupe.drawing ${person} `;
  return {
    all: () =>
      new Map(
        Object.keys(storage).flatMap((key): [string, Drawing][] => {
          const drawing = key.startsWith(start) ? read(storage.getItem(key)) : null;
          return drawing ? [[key.slice(start.length), drawing]] : [];
        }),
      ),
    keep: (inspection, drawing) => storage.setItem(start + inspection, JSON.stringify(drawing)),
    drop: (inspection) => storage.removeItem(start + inspection),
  };
}

function read(text: string | null): Drawing | null {
  try {
    return drawingSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}
