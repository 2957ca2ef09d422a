import type { EventOf } from '../../electron/contract/events.ts';
import { choose, nothingSeen, type Memory } from '../../ml/sample/choose.ts';
import { defaultPolicy, samplePolicySchema, type SamplePolicy } from '../../ml/sample/policy.ts';
import { waitsForReview } from './sample.ts';
import type { InspectionRow } from './row.ts';

/** How a station chooses samples at one place of its journal: the policy in force there, and what it remembers. */
export interface Choosing {
  readonly policy: SamplePolicy;
  readonly memory: Memory;
}
export const startChoosing: Choosing = { policy: defaultPolicy, memory: nothingSeen };

/** The inspection with what the policy says of it, and how it goes on. */
export function chosenRow(row: InspectionRow, { policy, memory }: Choosing): [InspectionRow, Choosing] {
  const { image, serial, instrument, thresholds } = row;
  const chosen = choose(
    policy,
    {
      ...row,
      limits: thresholds,
      disagreed: row.disagreed === true,
      image: image.page === undefined ? image.sha256 : `${image.sha256} ${image.page}`,
      piece: serial ?? instrument,
    },
    memory,
  );
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
