import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { bytes, qa, technician } from './procedure.ts';

export const journalProcedures = {
  /** Whole lines after `after`, as JSONL bytes, about `limitBytes` at most (one line at least). Empty at the head. */
  read: technician
    .input(
      z.object({
        after: z.number().int().min(0),
        limitBytes: z.number().int().min(1).max(8_000_000).default(1_000_000),
      }),
    )
    .output(z.object({ lines: bytes, head: z.number().int() })),
  /** The head whenever it moves, coalesced. */
  watch: technician.output(
    eventIterator(z.object({ journal: z.string(), station: z.string(), head: z.number().int() })),
  ),
  /** One line as it stands, for whoever wants to check its hash, and its segment's file name, which begins with the number of its first line. */
  line: technician
    .input(z.object({ seq: z.number().int().min(1) }))
    .output(z.object({ line: z.string(), segment: z.string() })),
  verify: qa.output(
    eventIterator(
      z.object({
        done: z.number().int(),
        total: z.number().int(),
        problems: z.array(z.object({ seq: z.number().int(), what: z.string() })),
      }),
    ),
  ),
};
