import { samplePolicySchema } from '../../../ml/sample/policy.ts';
import type { JournalEvent, Snapshot } from '../../contract/events.ts';

/** What a segment's first line says of everything before it, carried on by one event. Pure: the same lines give the same state. */
export function foldState(state: Snapshot, event: JournalEvent, stationId: string): Snapshot {
  switch (event.kind) {
    case 'inspection.recorded': {
      const { verdict, identity } = event.data;
      const { inspections, verdicts } = state.counters;
      const tray = state.openTray;
      const inTray = tray !== null && identity.tray === tray.name;
      const waits = verdict === 'defect' || verdict === 'unsure';
      return {
        ...state,
        counters: {
          inspections: inspections + 1,
          verdicts: { ...verdicts, [verdict]: verdicts[verdict] + 1 },
        },
        openTray: inTray
          ? {
              ...tray,
              inspected: tray.inspected + 1,
              undecided: waits ? [...tray.undecided, `${stationId}-${event.seq}`] : tray.undecided,
            }
          : tray,
      };
    }
    case 'disposition.set': {
      const { openTray: tray } = state;
      const { inspection, disposition } = event.data;
      if (!tray || ![...tray.undecided, ...tray.decided].includes(inspection)) return state;
      const [from, to] =
        disposition === null ? (['decided', 'undecided'] as const) : (['undecided', 'decided'] as const);
      const others = (list: readonly string[]) => list.filter((id) => id !== inspection);
      return {
        ...state,
        openTray: { ...tray, [from]: others(tray[from]), [to]: [...others(tray[to]), inspection] },
      };
    }
    case 'tray.opened':
      return { ...state, openTray: { name: event.data.tray, inspected: 0, undecided: [], decided: [] } };
    case 'tray.closed':
      return { ...state, openTray: null };
    case 'package.activated': {
      const { name, version, sha256 } = event.data;
      return { ...state, activeModel: { name, version, sha256 } };
    }
    case 'setup.changed': {
      const { setup: sha256, content: setup } = event.data;
      return { ...state, setup: sha256 !== null && setup !== null ? { sha256, setup } : null };
    }
    case 'settings.changed': {
      const said = event.data.changes.findLast(({ path }) => path === 'samplePolicy')?.to;
      const read = samplePolicySchema.safeParse(said);
      return read.success ? { ...state, samplePolicy: read.data } : state;
    }
    default:
      return state;
  }
}

/** The state of a journal that holds nothing yet. */
export function emptyState(app: string): Snapshot {
  return {
    format: 1,
    app,
    previous: null,
    counters: { inspections: 0, verdicts: { pass: 0, defect: 0, unsure: 0, 'no-result': 0 } },
    openTray: null,
    activeModel: null,
    setup: null,
    samplePolicy: null,
  };
}
