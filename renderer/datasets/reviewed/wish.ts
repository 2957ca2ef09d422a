import { mostWanted, wantedReasons, type Wanted } from '../../../electron/contract/samples.ts';
import type { SampleReason } from '../../../ml/sample/policy.ts';
import { keyOf, type InspectionRow } from '../../projection/row.ts';
import { reasonsOf } from '../../projection/sample.ts';
import type { Store } from '../../projection/store.ts';

/** Of what was reviewed, those for which every given part holds. */
export interface Choice {
  /** Any of them; empty: whatever the reason. */
  readonly reasons: readonly SampleReason[];
  readonly instrument?: string;
  /** `<model> v<version>` */
  readonly package?: string;
  /** Days of the station, `2026-11-21`, both included. */
  readonly from?: string;
  readonly to?: string;
}

/** What is to go into a dataset. */
export type Wish =
  | { readonly kind: 'new' }
  /** @param what names them: `12 escapes, pit` */
  | { readonly kind: 'these'; readonly inspections: readonly string[]; readonly what: string }
  | { readonly kind: 'choice'; readonly choice: Choice };

/** As the station is asked, in as many parts as it takes; none where nothing fits. */
export async function wantedOf(store: Store, wish: Wish): Promise<readonly Wanted[]> {
  if (wish.kind === 'new') return [wish];
  if (wish.kind === 'these') return inParts(wish.inspections);
  const { reasons, instrument, package: name } = wish.choice;
  const { from, to } = timesOf(wish.choice);
  const known = reasons.filter((reason) => isKnown(reason));
  if (known.length < reasons.length) return inParts(await chosenOf(store, wish.choice));
  return [
    {
      kind: 'filter',
      ...(known.length > 0 && { reasons: known }),
      ...(instrument !== undefined && { instruments: [instrument] }),
      ...(name !== undefined && { packages: [name] }),
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
    },
  ];
}

/** The station knows these reasons by itself; the others follow from what was seen before, which the projection keeps. */
const isKnown = (reason: SampleReason): reason is (typeof wantedReasons)[number] =>
  (wantedReasons as readonly SampleReason[]).includes(reason);

function inParts(inspections: readonly string[]): Wanted[] {
  const parts: Wanted[] = [];
  for (let from = 0; from < inspections.length; from += mostWanted)
    parts.push({ kind: 'inspections', inspections: inspections.slice(from, from + mostWanted) });
  return parts;
}

/** Milliseconds since 1970: from the beginning of the first day to the end of the last. */
function timesOf({ from, to }: Choice): { readonly from?: number; readonly to?: number } {
  const start = (day: string, later: number) => {
    const date = new Date(`${day}T00:00:00`);
    date.setDate(date.getDate() + later);
    return date.getTime();
  };
  return {
    ...(from !== undefined && { from: start(from, 0) }),
    ...(to !== undefined && { to: start(to, 1) }),
  };
}

/** Inspections with a label that stands and that the choice holds for, of those that the projection has. */
async function chosenOf(store: Store, choice: Choice): Promise<string[]> {
  const { from = -Infinity, to = Infinity } = timesOf(choice);
  const fits = (row: InspectionRow) =>
    row.label !== undefined &&
    row.at >= from &&
    row.at < to &&
    (choice.instrument === undefined || row.instrument === choice.instrument) &&
    (choice.package === undefined || row.package === choice.package) &&
    (choice.reasons.length === 0 || reasonsOf(row).some((reason) => choice.reasons.includes(reason)));
  return (await labelled(store)).filter(fits).map(({ id }) => id);
}

const lot = 2000;

/** Every row of the projection that somebody has labelled at some time. */
export async function labelled(store: Store): Promise<InspectionRow[]> {
  const changes = await store.changes.toArray();
  const ids = [...new Set(changes.flatMap((one) => (one.kind === 'label.set' ? one.inspection : [])))];
  const rows: InspectionRow[] = [];
  for (let at = 0; at < ids.length; at += lot)
    for (const row of await store.inspections.bulkGet(ids.slice(at, at + lot).map(keyOf)))
      if (row) rows.push(row);
  return rows;
}
