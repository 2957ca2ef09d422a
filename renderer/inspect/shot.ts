import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Fault } from '../words/fault.ts';

/** One piece from its trigger to the end of its verdict on the screen. */
export type Shot =
  | { readonly phase: 'judging'; readonly shot: number; readonly frame: number; readonly since: number }
  | {
      readonly phase: 'verdict';
      readonly shot: number;
      readonly frame: number;
      readonly shownAt: number;
      readonly inspection: Inspection;
    }
  | { readonly phase: 'last'; readonly inspection: Inspection }
  | { readonly phase: 'failed'; readonly fault: Fault };

export interface Bench {
  readonly shot: Shot | null;
  /** An older result that is looked at meanwhile. */
  readonly past: Inspection | null;
}
export const clear: Bench = { shot: null, past: null };

export type BenchEvent =
  | { readonly type: 'trigger'; readonly shot: number; readonly frame: number; readonly at: number }
  | { readonly type: 'judged'; readonly shot: number; readonly inspection: Inspection; readonly at: number }
  | { readonly type: 'failed'; readonly shot: number; readonly fault: Fault }
  /** A new scan, a changed picture, a fault, or time: the verdict no longer speaks of what lies there. */
  | { readonly type: 'retire' }
  | { readonly type: 'past'; readonly inspection: Inspection | null };

/** What the bench shows next. Pure; an answer that comes for another piece than the one on screen changes nothing here. */
export function step(bench: Bench, event: BenchEvent): Bench {
  const { shot } = bench;
  switch (event.type) {
    case 'trigger':
      return {
        shot: { phase: 'judging', shot: event.shot, frame: event.frame, since: event.at },
        past: null,
      };
    case 'judged': {
      if (shot?.phase !== 'judging' || shot.shot !== event.shot) return bench;
      const { inspection, at } = event;
      return {
        ...bench,
        shot: { phase: 'verdict', shot: shot.shot, frame: shot.frame, shownAt: at, inspection },
      };
    }
    case 'failed':
      if (shot?.phase !== 'judging' || shot.shot !== event.shot) return bench;
      return { ...bench, shot: { phase: 'failed', fault: event.fault } };
    case 'retire':
      if (shot?.phase === 'verdict')
        return { ...bench, shot: { phase: 'last', inspection: shot.inspection } };
      return shot?.phase === 'failed' ? { ...bench, shot: null } : bench;
    case 'past':
      return { ...bench, past: event.inspection };
  }
}
