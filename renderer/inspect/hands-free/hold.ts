import type { Shot } from '../shot.ts';

/**
 * How long what the banner says stays, in milliseconds: nobody presses a key, so nobody is looking when it changes. With a second each there
 * are no more than two changes a second (the picture freezes and the answer comes at once: they count as two).
 */
export const holdMs = (shot: Shot | null): number =>
  shot?.phase === 'verdict' && shot.inspection.verdict === 'defect' ? 2000 : 1000;
