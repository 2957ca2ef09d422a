import type { LimitTargets } from '../../../ml/evaluate/limits.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';

export type LimitPair = Manifest['thresholds'];
export type Handle = keyof LimitPair;

/** Limits that somebody moves: no package has them, and the one that judges keeps its own. */
export interface LimitsDraft {
  readonly now: LimitPair;
  /** Where they stood before each move, the latest last. */
  readonly before: readonly LimitPair[];
  /** What was asked for, in percent as typed. */
  readonly asked: { readonly missed: number; readonly rejected: number; readonly confidence: number };
  /** What the limits were chosen for; null: moved by hand from where the package has them. */
  readonly chosenFor: LimitTargets | null;
  readonly why: string;
}

export const newDraft = (limits: LimitPair): LimitsDraft => ({
  now: limits,
  before: [],
  asked: { missed: 1, rejected: 5, confidence: 95 },
  chosenFor: null,
  why: '',
});

/** A press of an arrow, and one with Shift. */
export const steps = { near: 0.001, far: 0.01 } as const;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const kept = 200;

/** Both limits elsewhere, as one step that can be taken back. */
export function setLimits(draft: LimitsDraft, next: LimitPair): LimitsDraft {
  if (next.pass === draft.now.pass && next.defect === draft.now.defect) return draft;
  return { ...draft, now: next, before: [...draft.before, draft.now].slice(-kept) };
}

/** Where a handle may stand: the pass limit never above the defect limit, nor at 1, where every score would pass. */
export function placed({ pass, defect }: LimitPair, handle: Handle, to: number): LimitPair {
  const value = rounded(Math.min(1, Math.max(0, to)));
  return handle === 'pass'
    ? { pass: Math.min(value, defect, 0.999), defect }
    : { pass, defect: Math.max(value, pass) };
}

/** A handle by a step, stopped by the other one. */
export const moveHandle = (draft: LimitsDraft, handle: Handle, by: number): LimitsDraft =>
  setLimits(draft, placed(draft.now, handle, draft.now[handle] + by));

/** The last move taken back. */
export function takeBack(draft: LimitsDraft): LimitsDraft {
  const last = draft.before.at(-1);
  return last === undefined ? draft : { ...draft, now: last, before: draft.before.slice(0, -1) };
}
