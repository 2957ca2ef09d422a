import { figure, placesOf, valueAt, type ChartData } from './chart-data.ts';

/** Every point of a chart as a table. */
export function ChartTable({ data }: { data: ChartData }) {
  return (
    <div className="chart-table" tabIndex={0} role="region" aria-label={`${data.title} as table`}>
      <table>
        <thead>
          <tr>
            {[data.x, ...data.curves.map(({ name }) => name)].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {placesOf(data).map((x) => (
            <tr key={x}>
              <th scope="row">{figure(x)}</th>
              {data.curves.map((curve) => {
                const value = valueAt(curve, x);
                return <td key={curve.name}>{value === undefined ? '' : figure(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
