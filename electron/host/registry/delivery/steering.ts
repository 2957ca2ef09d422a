import type { FleetEntry, StationReport } from '../../../contract/fleet.ts';
import type { EventKind, JournalEvent, OrderRef } from '../../../contract/events.ts';

/** What a station's own journal says of the models that it is given: folded line by line. */
export interface Steering {
  /** Why it follows nothing; null: it does. */
  readonly held: string | null;
  /** By model: the only version that it follows. */
  readonly pinned: Readonly<Record<string, number>>;
  readonly running: StationReport['running'];
  /** The serial of the last order from afar that it took; 0: none. */
  readonly orders: number;
  /** Names of files that were refused as orders, newest last. */
  readonly refusedOrders: readonly string[];
  /** What changed, oldest first. */
  readonly entries: readonly FleetEntry[];
}

export const unsteered: Steering = {
  ...{ held: null, pinned: {}, running: null, orders: 0, refusedOrders: [], entries: [] },
};

/** Whether it follows this version of that model. */
export const follows = ({ held, pinned }: Steering, model: string, version: number): boolean =>
  held === null && (pinned[model] ?? version) === version;

const steeringKinds = [
  ...(['package.activated', 'package.refused', 'delivery.held', 'delivery.pinned'] as const),
  ...(['order.followed', 'order.refused', 'promotion.made'] as const),
] satisfies readonly EventKind[];

/** Whether a line is of such a kind, told without parsing it: a few lines of thousands are. */
const kindOfLine = new RegExp(`"kind":"(${steeringKinds.join('|').replaceAll('.', String.raw`\.`)})"`);
export const steers = (line: string): boolean => kindOfLine.test(line.slice(0, 400));

const mostEntries = 100;
const mostRefused = 200;

export function foldSteering(state: Steering, event: JournalEvent): Steering {
  const entry = entryOf(event);
  const entries = entry === null ? state.entries : [...state.entries, entry].slice(-mostEntries);
  const orders = Math.max(state.orders, orderOf(event)?.serial ?? 0);
  const next = { ...state, entries, orders };
  switch (event.kind) {
    case 'package.activated': {
      const { name, version, sha256 } = event.data;
      const since = state.running?.sha256 === sha256 ? state.running.since : event.at;
      return { ...next, running: { name, version, sha256, since } };
    }
    case 'delivery.held':
      return { ...next, held: event.data.held ? event.data.why : null };
    case 'delivery.pinned': {
      const { name, version } = event.data;
      const { [name]: _, ...others } = state.pinned;
      return { ...next, pinned: version === null ? others : { ...others, [name]: version } };
    }
    case 'order.refused':
      return {
        ...next,
        refusedOrders: [...state.refusedOrders, event.data.file].slice(-mostRefused),
      };
    default:
      return next;
  }
}

function orderOf(event: JournalEvent): OrderRef | null {
  switch (event.kind) {
    case 'delivery.held':
    case 'delivery.pinned':
      return event.data.order ?? null;
    case 'order.followed':
      return event.data.from;
    default:
      return null;
  }
}

/** What a line says to whoever asks what became of a station; null: nothing. */
export function entryOf(event: JournalEvent): FleetEntry | null {
  const order = orderOf(event);
  const said = {
    ...{ at: event.at, model: null, version: null, serial: order?.serial ?? null },
    by: order === null ? event.by.id : `${order.by} (${order.signedBy})`,
  };
  switch (event.kind) {
    case 'package.activated': {
      const { name: model, version, why, serial = null } = event.data;
      return { ...said, kind: 'activated', model, version, why, serial };
    }
    case 'package.refused': {
      const { name: model, version, why } = event.data;
      return { ...said, kind: 'refused', model, version, why };
    }
    case 'delivery.held':
      return { ...said, kind: event.data.held ? 'held' : 'released', why: event.data.why };
    case 'delivery.pinned': {
      const { name: model, version, why } = event.data;
      return { ...said, kind: version === null ? 'unpinned' : 'pinned', model, version, why };
    }
    case 'order.followed': {
      const { order: what, name: model, version, why, failed } = event.data;
      const kind = failed === null && (what === 'rollback' || what === 'push') ? what : 'order-refused';
      return { ...said, kind, model, version, why: failed === null ? why : `${what}: ${why} (${failed})` };
    }
    case 'order.refused':
      return { ...said, kind: 'order-refused', why: event.data.why };
    default:
      return null;
  }
}
