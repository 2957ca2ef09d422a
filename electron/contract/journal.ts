import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { stationId } from './events.ts';
import { bytes, qa, technician } from './procedure.ts';

/** Whose journal: this station's own where nobody says, else that of a station it follows. */
const whose = z.object({ station: stationId.optional() });
const head = z.object({ journal: z.string(), station: z.string(), head: z.number().int() });
/** `name`: as the admin called it who trusted its key; '' where nobody did. */
const otherHead = head.extend({ name: z.string() });

export const journalProcedures = {
  /** Whole lines after `after`, as JSONL bytes, about `limitBytes` at most (one line at least). Empty at the head. */
  read: technician
    .input(
      whose.extend({
        after: z.number().int().min(0),
        limitBytes: z.number().int().min(1).max(8_000_000).default(1_000_000),
      }),
    )
    .output(z.object({ lines: bytes, head: z.number().int() })),
  /** The own head and those of the stations that are followed, whenever one moves, coalesced. */
  watch: technician.output(eventIterator(head.extend({ followed: z.array(otherHead).readonly() }))),
  /**
   * Of the lines after `after`, up to `before`, those that may say something of the inspections of other stations, as JSONL bytes. `upTo`: it
   * looked so far, and may have to be asked again.
   */
  said: technician
    .input(
      whose.extend({
        after: z.number().int().min(0),
        before: z.number().int().min(0),
        limitBytes: z.number().int().min(1).max(8_000_000).default(1_000_000),
      }),
    )
    .output(z.object({ lines: bytes, upTo: z.number().int() })),
  /** One line as it stands, for whoever wants to check its hash, and its segment's file name, which begins with the number of its first line. */
  line: technician
    .input(whose.extend({ seq: z.number().int().min(1) }))
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
