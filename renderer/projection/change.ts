import type { EventOf } from '../../electron/contract/events.ts';
import { currentLabels } from '../../ml/sample/labels.ts';
import { stillAsking } from '../../ml/sample/second-look.ts';
import { waitsForReview } from './sample.ts';
import { identityParts, type InspectionRow, type LabelVerdict } from './row.ts';

/** The kinds of events that say something about an inspection which is already recorded. */
export const changeKinds = [
  'identity.corrected',
  'disposition.set',
  'review.requested',
  'label.set',
  'label.withdrawn',
  'second-look.asked',
] as const;
export type ChangeKind = (typeof changeKinds)[number];
export type ChangeEvent = { [K in ChangeKind]: EventOf<K> }[ChangeKind];
type Said = { [K in ChangeKind]: { readonly kind: K; readonly data: EventOf<K>['data'] } }[ChangeKind];

/** Such an event as it is stored, under the inspection it is about. */
export type Change = Said & {
  readonly station: string;
  readonly seq: number;
  readonly at: number;
  readonly by: string;
  /** Empty for a withdrawal whose label has not arrived. */
  readonly inspection: string;
  /** The inspection or label it waits for: another station's journal may arrive later than what was said about it. */
  readonly early?: string;
};

export function changeOf(station: string, event: ChangeEvent): Change {
  const { kind, data, seq, by } = event;
  const inspection = kind === 'label.withdrawn' ? '' : event.data.inspection;
  return { kind, data, station, seq, at: Date.parse(event.at), by: by.id, inspection } as Change;
}

export const byOrder = (a: Pick<Change, 'station' | 'seq'>, b: Pick<Change, 'station' | 'seq'>): number =>
  a.station === b.station ? a.seq - b.seq : a.station < b.station ? -1 : 1;

export type Label = Extract<Change, { kind: 'label.set' }>;

const idOf = ({ station, seq }: Pick<Change, 'station' | 'seq'>): string => `${station}-${seq}`;
const withdrawnIn = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set(changes.flatMap((c) => (c.kind === 'label.withdrawn' ? c.data.label : [])));

/** Who waits for somebody else's label. @param changes in order */
function askingIn(changes: readonly Change[]): string[] {
  const asks = changes.flatMap((c) => (c.kind === 'second-look.asked' ? [{ by: c.by, ...c.data }] : []));
  if (asks.length === 0) return [];
  const withdrawn = withdrawnIn(changes);
  const labels = changes.filter((c) => c.kind === 'label.set').map((c) => ({ id: idOf(c), by: c.by }));
  return stillAsking(
    asks,
    labels.filter(({ id }) => !withdrawn.has(id)),
  );
}

/** Of everything that was said about one inspection, the labels that stand. */
export function labelsOf(changes: readonly Change[]): Label[] {
  const withdrawn = withdrawnIn(changes);
  const placed = changes.flatMap((change) =>
    change.kind === 'label.set' ? { id: idOf(change), replaces: change.data.replaces, change } : [],
  );
  return currentLabels(placed, withdrawn).map(({ change }) => change);
}

function labelVerdict(current: readonly Label[]): LabelVerdict | undefined {
  return current.length > 1 ? 'conflict' : current[0]?.data.verdict;
}

/** The row after everything that was said about it. @param changes all of them, in order of (station, seq) */
export function derive(row: InspectionRow, changes: readonly Change[]): InspectionRow {
  const { open: _o, label: _l, disposition: _d, requested: _r, asking: _a, ...recorded } = row;
  let said: Omit<InspectionRow, 'open'> = recorded;
  for (const change of changes) {
    if (change.kind === 'identity.corrected') {
      const { instrument: _i, serial: _s, tail: _t, tray: _y, ...nameless } = said;
      said = { ...nameless, ...identityParts(change.data.identity) };
    } else if (change.kind === 'disposition.set') {
      const { disposition: _d, ...undisposed } = said;
      said = { ...undisposed, ...(change.data.disposition && { disposition: change.data.disposition }) };
    } else if (change.kind === 'review.requested') {
      said = { ...said, requested: true };
    }
  }
  const label = labelVerdict(labelsOf(changes));
  if (label) said = { ...said, label };
  const asking = askingIn(changes);
  if (asking.length > 0) said = { ...said, asking };
  return waitsForReview(said) ? { ...said, open: 1 } : said;
}
