import { atOnce } from './at-once.ts';
import { emptyClasses, imbalance, splitDrift, splitSizes } from './checks/balance.ts';
import { counts, empty, outside, twice } from './checks/boxes.ts';
import { across, conflicts, copyOf, duplicates, near } from './checks/likeness.ts';
import { sizes, unknownMaskValues } from './checks/pictures.ts';
import type { CheckFinding, Examination, Offender, Severity } from './examined.ts';
import type { SourceFault } from './source.ts';

interface Check {
  readonly name: string;
  readonly severity: Severity;
  readonly find: (examination: Examination) => Offender[];
}

const fault = (name: SourceFault['check'], severity: Severity): Check => ({
  ...{ name, severity },
  find: ({ faults }) =>
    faults.filter(({ check }) => check === name).map(({ file, message }) => ({ files: [file], message })),
});

/** All checks, those that block first. */
export const checks: readonly Check[] = [
  fault('unreadable', 'blocks'),
  fault('unknown-class', 'blocks'),
  { name: 'unknown-mask-value', severity: 'blocks', find: unknownMaskValues },
  { name: 'box-empty', severity: 'blocks', find: empty },
  { name: 'box-outside', severity: 'blocks', find: outside },
  { name: 'size-mismatch', severity: 'blocks', find: sizes },
  {
    name: 'same-picture-across-split',
    severity: 'blocks',
    find: (all) => across(all, ({ image }) => image, 'is in'),
  },
  {
    name: 'same-group-across-split',
    severity: 'blocks',
    find: (all) => across(all, ({ group }) => group, 'shows one piece in'),
  },
  {
    name: 'copies-across-split',
    severity: 'blocks',
    find: (all) => across(all, copyOf, 'has varied copies in'),
  },
  { name: 'label-conflict', severity: 'blocks', find: conflicts },
  {
    name: 'near-duplicate-across-split',
    severity: 'warns',
    find: (all) => near(all, (one, other) => one.split !== other.split),
  },
  { name: 'duplicate', severity: 'warns', find: duplicates },
  {
    name: 'near-duplicate',
    severity: 'warns',
    find: (all) => near(all, (one, other) => one.split === other.split),
  },
  fault('orphan-picture', 'warns'),
  fault('orphan-annotation', 'warns'),
  { name: 'box-twice', severity: 'warns', find: twice },
  { name: 'count-mismatch', severity: 'warns', find: counts },
  { name: 'empty-class', severity: 'warns', find: emptyClasses },
  { name: 'imbalance', severity: 'warns', find: imbalance },
  { name: 'split-sizes', severity: 'warns', find: splitSizes },
  { name: 'split-drift', severity: 'warns', find: splitDrift },
];

/** Every check that found something, in the order of `checks`. Yields between two of them. */
export function* checkStepwise(examination: Examination): Generator<void, CheckFinding[]> {
  const findings: CheckFinding[] = [];
  for (const { name, severity, find } of checks) {
    const offenders = find(examination);
    if (offenders.length > 0) findings.push({ check: name, severity, count: offenders.length, offenders });
    yield;
  }
  return findings;
}

/** The same, at once. */
export const checkDataset = (examination: Examination): CheckFinding[] => atOnce(checkStepwise(examination));
