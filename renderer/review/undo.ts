import { Dexie } from 'dexie';
import type { Change } from '../projection/change.ts';
import type { Store } from '../projection/store.ts';
import type { Said } from './answers.ts';
import type { Given } from './session.ts';

type Label = Extract<Change, { kind: 'label.set' }>;
const idOf = ({ station, seq }: Change): string => `${station}-${seq}`;

/** Labels that were given by one key and are on disk, with all that they say. */
export type Undoable = Pick<Given, 'inspections'> & {
  readonly answer: Said;
  readonly labels: readonly string[];
};

/**
 * A person's last label at this station that they did not take back, with those of its batch; null when there is none. It is read from
 * what the journal says, so that it outlives the page. @param gone labels that were taken back and of which the store may not have heard
 */
export async function lastLabel(
  store: Store,
  station: string,
  person: string,
  gone: ReadonlySet<string> = new Set(),
): Promise<Undoable | null> {
  const withdrawn = new Set(gone);
  const found: Label[] = [];
  let whole = false;
  // From the newest line backwards, so that a withdrawal is met before its label.
  await store.changes
    .where('[station+seq]')
    .between([station, Dexie.minKey], [station, Dexie.maxKey])
    .reverse()
    .until(() => whole)
    .each((change) => {
      if (change.by !== person) return;
      if (change.kind === 'label.withdrawn') withdrawn.add(change.data.label);
      if (change.kind !== 'label.set' || withdrawn.has(idOf(change))) return;
      if (found.length === 0 || change.data.batch === found[0]!.data.batch) found.push(change);
      whole = change.data.batch === undefined || change.data.batch !== found[0]!.data.batch;
    });
  const [last] = found;
  if (!last) return null;
  const labels = found.toReversed();
  const { verdict, class: name, comment, reason, regions, blind } = last.data;
  return {
    inspections: labels.map(({ inspection }) => inspection),
    answer: { verdict, ...(name !== undefined && { class: name }), comment, reason, regions, blind },
    labels: labels.map(idOf),
  };
}
