import type { CurvePoint } from '../../../electron/contract/training-runs.ts';
import type { ChartData, Curve } from '../chart/chart-data.ts';

/** Loss while training, and on validation pictures after whole epochs. */
export function lossChart(curve: readonly CurvePoint[]): ChartData {
  const validated = validationOf(curve, 'loss');
  return {
    ...{ title: 'Loss by epoch', x: 'Epoch', y: 'loss' },
    curves: [
      { name: 'training', points: curve.map(({ epoch, loss }) => [epoch, loss] as const) },
      ...(validated.length > 0 ? [{ name: 'validation', points: validated }] : []),
    ],
  };
}

/** Share of validation pictures that were answered rightly. */
export const accuracyChart = (curve: readonly CurvePoint[]): ChartData => ({
  ...{ title: 'Validation accuracy by epoch', x: 'Epoch', y: 'share', yMost: 1 },
  curves: [{ name: 'validation', points: validationOf(curve, 'accuracy') }],
});

interface Compared {
  readonly name: string;
  readonly curve: readonly CurvePoint[];
}

/** Curves of several runs in one picture; a run without any is left out. */
export function comparedCharts(runs: readonly Compared[]): readonly ChartData[] {
  const overlaid = (points: (curve: readonly CurvePoint[]) => Curve['points']): Curve[] =>
    runs.map(({ name, curve }) => ({ name, points: points(curve) })).filter((each) => each.points.length > 0);
  const charts: ChartData[] = [
    {
      ...{ title: 'Training loss by epoch', x: 'Epoch', y: 'loss' },
      curves: overlaid((curve) => curve.map(({ epoch, loss }) => [epoch, loss])),
    },
    {
      ...{ title: 'Validation accuracy by epoch', x: 'Epoch', y: 'share', yMost: 1 },
      curves: overlaid((curve) => validationOf(curve, 'accuracy')),
    },
  ];
  return charts.filter(({ curves }) => curves.length > 0);
}

const validationOf = (curve: readonly CurvePoint[], what: 'loss' | 'accuracy') =>
  curve.flatMap(({ epoch, validation }) => (validation === null ? [] : [[epoch, validation[what]] as const]));

export const noAnomalyCurve =
  'Anomaly has no curve: what good pieces look like is measured in one pass, not descended to.';
