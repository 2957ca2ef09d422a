import type { Reason, Verdict } from '../verdict/result.ts';

/** Steps that judge the piece came to different verdicts. A step whose model has no verdict to give says nothing of the piece. */
export function disagree(
  steps: readonly { readonly verdict: Verdict; readonly reason?: Reason | undefined }[],
): boolean {
  const judging = steps.filter(
    ({ verdict, reason }) => verdict !== 'no-result' && reason !== 'model-has-no-verdict',
  );
  return new Set(judging.map(({ verdict }) => verdict)).size > 1;
}
