import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Fault } from '../words/fault.ts';
import type { Bench } from './shot.ts';

/** What the banner says; exactly one of these at any time (UI.md section 4). */
export type BannerState =
  | { readonly kind: 'ready' }
  /** `quiet` for the first 150 ms, `still` after 2 s. */
  | { readonly kind: 'judging'; readonly since: 'quiet' | 'judging' | 'still'; readonly frame: number }
  | { readonly kind: 'verdict' | 'last' | 'past'; readonly inspection: Inspection }
  | { readonly kind: 'cannot'; readonly fault: Fault }
  | { readonly kind: 'elsewhere' };

export interface Around {
  readonly now: number;
  /** Why nothing can be inspected at the moment. */
  readonly fault: Fault | null;
  /** The window has no keyboard. */
  readonly elsewhere: boolean;
}

export const judgingAfterMs = 150;
export const stillAfterMs = 2000;

/** A judgement under way and a fresh verdict outrank everything; a fault outranks what is over. */
export function bannerOf({ shot, past }: Bench, { now, fault, elsewhere }: Around): BannerState {
  if (shot?.phase === 'judging') {
    const waited = now - shot.since;
    const since = waited < judgingAfterMs ? 'quiet' : waited < stillAfterMs ? 'judging' : 'still';
    return { kind: 'judging', since, frame: shot.frame };
  }
  if (past !== null) return { kind: 'past', inspection: past };
  // The last picture of a folder leaves it empty; its answer is to be read all the same.
  const answered = fault?.code === 'folder-empty' && (shot?.phase === 'verdict' || shot?.phase === 'failed');
  if (fault !== null && !answered) return { kind: 'cannot', fault };
  if (shot?.phase === 'verdict') return { kind: 'verdict', inspection: shot.inspection };
  if (shot?.phase === 'failed') return { kind: 'cannot', fault: shot.fault };
  if (elsewhere) return { kind: 'elsewhere' };
  if (shot?.phase === 'last') return { kind: 'last', inspection: shot.inspection };
  return { kind: 'ready' };
}
