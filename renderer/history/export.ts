import type { Finding } from '../../ml/verdict/result.ts';
import type { Filter } from '../projection/filter.ts';
import { page, type Bound } from '../projection/pages.ts';
import type { InspectionRow } from '../projection/row.ts';
import type { Store } from '../projection/store.ts';

const columns = {
  id: (row) => row.id,
  number: (row) => row.seq,
  time: (row) => new Date(row.at).toISOString(),
  by: (row) => row.by,
  verdict: (row) => row.verdict,
  reason: (row) => row.reason,
  score: (row) => row.score,
  instrument: (row) => row.instrument,
  serial: (row) => row.serial,
  tray: (row) => row.tray,
  model: (row) => row.model,
  version: (row) => row.version,
  findings: (row) => row.findings.map(findingText).join('; '),
  disposition: (row) => row.disposition,
  label: (row) => row.label,
  image: (row) => row.image.sha256,
} as const satisfies Record<string, (row: InspectionRow) => string | number | undefined>;

const findingText = (finding: Finding): string =>
  `${finding.class} ${finding.score.toFixed(3)}${finding.lengthMm === undefined ? '' : ` ${finding.lengthMm} mm`}`;

/** One cell, quoted where needed. A text that a spreadsheet would run as a formula gets a leading apostrophe. */
function cell(value: string | number | undefined): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvHead = Object.keys(columns).join(',');
export const csvLine = (row: InspectionRow): string =>
  Object.values(columns)
    .map((value) => cell(value(row)))
    .join(',');

/** What a row says about its inspection, without what only serves the store's indexes. */
export function jsonLine(row: InspectionRow): string {
  const { tail: _tail, package: _package, open: _open, station: _station, at, ...said } = row;
  return JSON.stringify({ ...said, at: new Date(at).toISOString() });
}

export type Format = 'csv' | 'json';

/**
 * All rows of the filter as one file, read page by page.
 * @param told how many rows are written so far, after each page
 */
export async function exportRows(
  store: Store,
  filter: Filter,
  format: Format,
  told: (rows: number) => void,
): Promise<Blob> {
  const parts: string[] = format === 'csv' ? [`${csvHead}\r\n`] : ['['];
  let count = 0;
  let before: Bound | null = null;
  do {
    const got: Awaited<ReturnType<typeof page>> = await page(store, { filter, before, limit: 2000 });
    for (const row of got.rows) {
      parts.push(format === 'csv' ? `${csvLine(row)}\r\n` : `${count === 0 ? '' : ','}\n${jsonLine(row)}`);
      count++;
    }
    before = got.next;
    told(count);
  } while (before);
  if (format === 'json') parts.push('\n]\n');
  return new Blob(parts, { type: format === 'csv' ? 'text/csv' : 'application/json' });
}
