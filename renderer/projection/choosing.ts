import type { EventOf } from '../../electron/contract/events.ts';
import { choose, nothingSeen, type Judged, type Memory } from '../../ml/sample/choose.ts';
import { defaultPolicy, samplePolicySchema, type SamplePolicy } from '../../ml/sample/policy.ts';
import { waitsForReview } from './sample.ts';
import type { InspectionRow } from './row.ts';

/** How a station chooses samples at one place of its journal: the policy in force there, and what it remembers. */
export interface Choosing {
  readonly policy: SamplePolicy;
  readonly memory: Memory;
}
export const startChoosing: Choosing = { policy: defaultPolicy, memory: nothingSeen };

/** What the rule looks at in an inspection. */
export function judgedOf(row: InspectionRow): Judged {
  const { id, at, verdict, score, thresholds: limits, package: name, disagreed, image } = row;
  return {
    ...{ id, at, verdict, score, limits, package: name, disagreed: disagreed === true },
    image: image.page === undefined ? image.sha256 : `${image.sha256} ${image.page}`,
    piece: row.serial ?? row.instrument,
  };
}

/** The inspection with what the policy says of it, and how it goes on. */
export function chosenRow(row: InspectionRow, { policy, memory }: Choosing): [InspectionRow, Choosing] {
  const chosen = choose(policy, judgedOf(row), memory);
  const said = {
    ...row,
    ...(chosen.reasons.length > 0 && { chosen: chosen.reasons }),
    ...(chosen.novelty !== null && { novelty: chosen.novelty }),
  };
  return [waitsForReview(said) ? { ...said, open: 1 } : said, { policy, memory: chosen.memory }];
}

/** A policy holds from the line that changed it on; a segment's first line says which one is in force. */
export function policyIn(
  event: EventOf<'settings.changed'> | EventOf<'segment.opened'>,
  choosing: Choosing,
): Choosing {
  const said =
    event.kind === 'segment.opened'
      ? event.data.samplePolicy
      : event.data.changes.findLast(({ path }) => path === 'samplePolicy')?.to;
  const read = samplePolicySchema.safeParse(said);
  return read.success ? { ...choosing, policy: read.data } : choosing;
}
