import { useState } from 'react';
import { figure, placesOf, valueAt, type ChartData } from './chart-data.ts';

/** Every point of a chart as a table, made when somebody opens it. */
export function ChartTable({ data }: { data: ChartData }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="chart-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Show as table</summary>
      {open && (
        <div tabIndex={0} role="region" aria-label={`${data.title} as table`}>
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
      )}
    </details>
  );
}
