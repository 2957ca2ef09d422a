import type { JournalEvent } from '../../electron/contract/events.ts';
import { changeOf, type Change } from './change.ts';
import { chosenRow, policyIn, type Choosing } from './choosing.ts';
import { rowOf, type InspectionRow } from './row.ts';

/** What a run of events means to the store: new inspections, and things said about inspections. */
export interface Sorted {
  readonly rows: readonly InspectionRow[];
  readonly changes: readonly Change[];
  readonly choosing: Choosing;
}

/** Every kind of event is named here once; the compiler refuses a new one that nobody thought about. */
export function sortEvents(station: string, events: readonly JournalEvent[], before: Choosing): Sorted {
  const rows: InspectionRow[] = [];
  const changes: Change[] = [];
  let choosing = before;
  for (const event of events) {
    switch (event.kind) {
      case 'inspection.recorded':
        {
          const [row, after] = chosenRow(rowOf(station, { ...event, by: event.by.id }), choosing);
          rows.push(row);
          choosing = after;
        }
        break;
      case 'settings.changed':
      case 'segment.opened':
        choosing = policyIn(event, choosing);
        break;
      case 'identity.corrected':
      case 'disposition.set':
      case 'review.requested':
      case 'label.set':
      case 'label.withdrawn':
      case 'second-look.asked':
        changes.push(changeOf(station, event));
        break;
      // The lists show none of these. Trays and models are named in each inspection; the rest is for the audit, which reads the journal.
      case 'journal.forked':
      case 'journal.repaired':
      case 'tray.opened':
      case 'tray.closed':
      case 'setup.changed':
      case 'camera.changed':
      case 'people.changed':
      case 'api-token.changed':
      case 'trusted-key.changed':
      case 'registry-login.changed':
      case 'following.renewed':
      case 'person.signed-in':
      case 'package.activated':
      case 'promotion.made':
      case 'evaluation.made':
      case 'limits.moved':
      case 'training.ended':
      case 'package.refused':
      case 'delivery.held':
      case 'delivery.pinned':
      case 'order.followed':
      case 'order.refused':
      case 'dataset.frozen':
      case 'dataset.removed':
      case 'image.wanted':
        break;
      default:
        event satisfies never;
    }
  }
  return { rows, changes, choosing };
}
