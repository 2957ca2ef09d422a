import type { EventData } from '../contract/events.ts';
import type { Actor } from '../contract/people.ts';

export const technician: Actor = { id: 'technician', role: 'technician' };

/** An inspection of the image `sha256`; `label` tells one from another. */
export function inspection(
  sha256: string,
  label = '',
  change: Partial<EventData<'inspection.recorded'>> = {},
): EventData<'inspection.recorded'> {
  return {
    identity: {},
    image: { sha256, type: 'y4m', width: 4, height: 4, bytes: 100 },
    source: { kind: 'demo', label },
    setup: null,
    plan: null,
    trigger: 'command',
    verdict: 'pass',
    score: 0.125,
    steps: [],
    times: { triggered: '2026-01-01T00:00:00.000Z', judgeMs: 12 },
    ...change,
  };
}
