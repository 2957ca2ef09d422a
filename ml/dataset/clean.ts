import { countBySide } from './counts.ts';
import type { Dataset, Entry, Split } from './dataset.ts';
import type { CheckFinding } from './examined.ts';

/** The file of a page. */
const fileOf = ({ name, page }: Pick<Entry, 'name' | 'page'>): string =>
  page === undefined ? name : name.replace(/#\d+$/, '');

/** Without the offenders of these checks: their pictures, and what was noted of files. */
export function quarantine(
  dataset: Dataset,
  findings: readonly CheckFinding[],
  checks: readonly string[],
): Dataset {
  const chosen = findings.filter(({ check }) => checks.includes(check));
  const out = new Set(chosen.flatMap(({ offenders }) => offenders.flatMap((one) => one.out ?? one.files)));
  const cleaned = {
    ...without(dataset, (entry) => out.has(entry.name) || out.has(fileOf(entry))),
    faults: (dataset.faults ?? []).filter(({ check }) => !checks.includes(check)),
  };
  // A class that nothing shows is the offender itself.
  if (!checks.includes('empty-class')) return cleaned;
  const shown = new Set(
    countBySide(cleaned)
      .filter(({ train, valid, test, unsplit }) => train + valid + test + unsplit > 0)
      .map(({ name }) => name),
  );
  return { ...cleaned, classes: cleaned.classes.filter(({ name }) => shown.has(name)) };
}

/** Of the pictures that a check names together, those on other sides leave where one is on this side. */
export function keepIn(
  dataset: Dataset,
  findings: readonly CheckFinding[],
  check: string,
  split: Split,
): Dataset {
  const sideOf = new Map(dataset.entries.map((entry) => [entry.name, entry.split]));
  const out = new Set(
    findings
      .filter((finding) => finding.check === check)
      .flatMap(({ offenders }) => offenders)
      .filter(({ files }) => files.some((file) => sideOf.get(file) === split))
      .flatMap(({ files }) => files.filter((file) => sideOf.get(file) !== split)),
  );
  return without(dataset, ({ name }) => out.has(name));
}

export const without = (dataset: Dataset, leaves: (entry: Entry) => boolean): Dataset => ({
  ...dataset,
  entries: dataset.entries.filter((entry) => !leaves(entry)),
});
