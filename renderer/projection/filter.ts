import type { Verdict } from '../../ml/verdict/result.ts';
import { reversed, type InspectionRow } from './row.ts';

/** Which inspections; what is absent or empty asks for nothing. */
export interface Filter {
  readonly verdicts?: readonly Verdict[];
  /** Milliseconds since 1970; `from <= at < to`. */
  readonly from?: number;
  readonly to?: number;
  readonly instruments?: readonly string[];
  /** `<model> v<version>` */
  readonly packages?: readonly string[];
  readonly stations?: readonly string[];
  /** A number (`41`, `#41`), the beginning or the end of a serial, or a part of an instrument's name. */
  readonly text?: string;
}

export const isEmpty = (filter: Filter): boolean =>
  !filter.verdicts?.length &&
  !filter.instruments?.length &&
  !filter.packages?.length &&
  !filter.stations?.length &&
  !filter.text?.trim() &&
  filter.from === undefined &&
  filter.to === undefined;

const oneOf = <T>(values: readonly T[] | undefined, value: T | undefined): boolean =>
  !values?.length || (value !== undefined && values.includes(value));

/** Whether a row passes every part of the filter. */
export function matches(row: InspectionRow, filter: Filter): boolean {
  return (
    oneOf(filter.verdicts, row.verdict) &&
    oneOf(filter.instruments, row.instrument) &&
    oneOf(filter.packages, row.package) &&
    oneOf(filter.stations, row.station) &&
    row.at >= (filter.from ?? -Infinity) &&
    row.at < (filter.to ?? Infinity) &&
    matchesText(row, filter.text?.trim() ?? '')
  );
}

function matchesText(row: InspectionRow, text: string): boolean {
  if (text === '') return true;
  const small = text.toLowerCase();
  return (
    numberIn(text) === row.seq ||
    (row.serial?.toLowerCase().startsWith(small) ?? false) ||
    (row.tail?.startsWith(reversed(small)) ?? false) ||
    (row.instrument?.toLowerCase().includes(small) ?? false)
  );
}

/** `41` or `#41` as a number, else null. */
export function numberIn(text: string): number | null {
  const found = /^#?(\d{1,15})$/.exec(text.trim());
  return found ? Number(found[1]) : null;
}
