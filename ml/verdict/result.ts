/** The vocabulary of answers: what an inspection can say, and why it may say nothing. */

export const verdicts = ['pass', 'defect', 'unsure', 'no-result'] as const;
export type Verdict = (typeof verdicts)[number];

/** Why there is a `no-result`, or why an answer is only `unsure`. Codes are never translated. */
export const reasons = [
  'camera-other',
  'camera-unread',
  'camera-settings',
  'camera-stale',
  'camera-slow',
  'camera-repeated',
  'picture-black',
  'picture-one-value',
  'picture-half',
  'picture-torn',
  'picture-shifted',
  'picture-blurred',
  'picture-exposure',
  'wrong-size',
  'part-not-found',
  'unreadable-image',
  'too-large',
  'bad-output',
  'model-has-no-verdict',
  'model-unavailable',
  'timed-out',
  'worker-died',
  'cancelled',
  'not-recorded',
  'internal',
] as const;
export type Reason = (typeof reasons)[number];

/** One located result. `box` is [x, y, width, height] in pixels of the frame; `polygon` is [x0, y0, x1, y1, …] in the same pixels. */
export interface Finding {
  readonly kind: 'box' | 'polygon' | 'mask';
  readonly box: readonly [number, number, number, number];
  readonly polygon?: readonly number[];
  readonly class: string;
  /** Evidence of this class, 0 to 1. */
  readonly score: number;
  readonly lengthPx?: number;
  readonly lengthMm?: number;
}

/** A score map at the model's own size; `values` are row by row, evidence of a defect, 0 to 1. */
export interface ScoreMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** Where the map lies on the frame: [x, y, width, height] in frame pixels. */
  readonly onFrame: readonly [number, number, number, number];
}

/** What a decoder makes of a model's output tensors. `score` is evidence of a defect, 0 to 1, whatever the task. */
export interface Decoded {
  readonly score: number;
  readonly findings: readonly Finding[];
  readonly classes?: readonly { readonly class: string; readonly score: number }[];
  readonly map?: ScoreMap;
}

/** The answer of one model, or of a whole plan. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly score: number;
  readonly findings: readonly Finding[];
}
