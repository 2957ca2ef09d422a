export type Point = readonly [x: number, y: number];

/** A line of a chart; its points in ascending order of x. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

/** What a chart shows, whatever it looks like. */
export interface ChartData {
  readonly title: string;
  /** What lies along each axis, with its unit where it has one. */
  readonly x: string;
  readonly y: string;
  readonly curves: readonly Curve[];
  /** Where values can lie no higher, nor the axis; it fits what is shown otherwise. */
  readonly yMost?: number;
}

/** Every x at which some curve has a point, ascending, each once. */
export const placesOf = ({ curves }: Pick<ChartData, 'curves'>): readonly number[] =>
  [...new Set(curves.flatMap(({ points }) => points.map(([x]) => x)))].toSorted((a, b) => a - b);

/** What a curve has at x; undefined where it has no point. */
export const valueAt = ({ points }: Curve, x: number): number | undefined =>
  points.find(([at]) => at === x)?.[1];

/** Four figures: enough to compare, few enough to read. */
export const figure = (value: number): string => String(Number(value.toPrecision(4)));

/** The chart at one place, for whoever cannot see the line there: `Epoch 7: training 0.21, validation 0.34`. */
export function reading(data: ChartData, x: number): string {
  const values = data.curves.flatMap((curve) => {
    const value = valueAt(curve, x);
    return value === undefined ? [] : [`${curve.name} ${figure(value)}`];
  });
  return `${data.x} ${figure(x)}: ${values.join(', ')}`;
}

/** The whole chart in one sentence a curve: where it begins, ends, and lies lowest and highest. */
export function summary({ title, curves }: ChartData): string {
  const said = curves.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return `${name}: no point yet`;
    const values = points.map(([, y]) => y);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `${name}: from ${figure(first[1])} to ${figure(last[1])}, lowest ${figure(low)}, highest ${figure(high)}`;
  });
  return `${title}. ${said.join('. ')}`;
}
