import { placesOf, valueAt, type ChartData } from './chart-data.ts';

/** The chart as rows: x, then every curve; empty where a curve has no point. Lines end as RFC 4180 wants them. */
export function chartCsv(data: ChartData): string {
  const rows = [
    [data.x, ...data.curves.map(({ name }) => name)],
    ...placesOf(data).map((x) => [x, ...data.curves.map((curve) => valueAt(curve, x) ?? '')]),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Quoted where needed; a text that a spreadsheet would run as a formula gets a leading apostrophe. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
