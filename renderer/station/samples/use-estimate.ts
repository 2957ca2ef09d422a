import { useEffect, useRef, useState } from 'react';
import type { Estimate } from '../../../ml/sample/estimate.ts';
import type { SamplePolicy } from '../../../ml/sample/policy.ts';
import { useProjection, useReadable } from '../../projection/hooks.ts';
import type { EstimateAnswer } from '../../projection/estimating.ts';

const week = 7 * 86_400_000;

export interface Estimated {
  /** In the order of the policies; null before the first answer. */
  readonly estimates: readonly Estimate[] | null;
  /** It is of what was asked last. */
  readonly current: boolean;
  /** The store could not be read. */
  readonly failed: boolean;
}

/**
 * What policies would have chosen of the last seven days, counted in the projection's worker: typing never waits for it. The days end when
 * this was first asked.
 */
export function useEstimate(station: string | null, policies: readonly SamplePolicy[]): Estimated {
  const projection = useProjection();
  const readable = useReadable();
  const [since] = useState(() => Date.now() - week);
  const [answer, setAnswer] = useState<EstimateAnswer | null>(null);
  const [asked, setAsked] = useState(0);
  const count = useRef(0);
  const key = JSON.stringify(policies);
  useEffect(() => projection.onEstimate(setAnswer), [projection]);
  useEffect(() => () => projection.estimate(null), [projection]);
  useEffect(() => {
    if (station === null || !readable) return;
    const n = ++count.current;
    projection.estimate({ n, station, since, policies: JSON.parse(key) as SamplePolicy[] });
    setAsked(n);
  }, [projection, station, readable, since, key]);
  return {
    estimates: answer?.estimates ?? null,
    current: answer?.n === asked,
    failed: answer !== null && answer.n === asked && answer.estimates === null,
  };
}
