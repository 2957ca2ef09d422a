import { useMemo } from 'react';
import type { CurvePoint } from '../../../electron/contract/training-runs.ts';
import { Chart } from '../chart/chart.tsx';
import { accuracyChart, lossChart } from './curves.ts';

/** The curves of one run: its loss, and how many validation pictures it answered rightly where that was measured. */
export function RunCurves({ curve }: { curve: readonly CurvePoint[] }) {
  const loss = useMemo(() => lossChart(curve), [curve]);
  const accuracy = useMemo(() => accuracyChart(curve), [curve]);
  return (
    <>
      <Chart data={loss} />
      {accuracy.curves[0]!.points.length > 0 && <Chart data={accuracy} />}
    </>
  );
}
