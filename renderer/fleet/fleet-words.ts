import type { FleetEntry, FleetStation, OrderWish, StationReport } from '../../electron/contract/fleet.ts';
import { sinceWords } from '../station/registry/registry-words.ts';

/** So long after its last word a station is known only as it was. */
const silentAfterMs = 5 * 60_000;

type Contact = Pick<FleetStation, 'report' | 'heard'>;

/** When it last said something: by the clock here where that is known, else by its own, which may be wrong. */
const contactOf = ({ report, heard }: Contact): string => heard ?? report?.at ?? '';

export const isSilent = (one: Contact, now: number): boolean =>
  Math.abs(now - Date.parse(contactOf(one))) > silentAfterMs;

/** `its clock is 24 h behind`; null: it is right, or nobody knows. */
function clockWords({ report, heard }: Contact): string | null {
  if (report === null || heard === null) return null;
  const ahead = Date.parse(report.at) - Date.parse(heard);
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  if (Math.abs(ahead) <= silentAfterMs) return null;
  const much = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `its clock is ${much} ${ahead > 0 ? 'ahead' : 'behind'}`;
}

/** As the admin called it; else its id. */
export const stationName = ({ station, name, trust }: FleetStation): string =>
  trust === 'own' ? 'This station' : name || station;

/** One cell of a row; `mark`: somebody should look. */
export interface Cell {
  readonly text: string;
  readonly mark: boolean;
}
const plain = (text: string): Cell => ({ text, mark: false });
const marked = (text: string): Cell => ({ text, mark: true });

export function contactCell(one: FleetStation, now: number): Cell {
  const { report, problem, trust, copy } = one;
  if (report === null) return marked(problem === null ? 'no report yet' : 'report unreadable');
  if (trust === 'own') return plain('now');
  const at = sinceWords(contactOf(one), new Date(now));
  const clock = clockWords(one);
  const said = isSilent(one, now) ? `Last known ${at}` : at;
  const parted = copy?.problem?.code === 'parted' ? 'journal parted' : null;
  const notes = [clock, parted].filter((note) => note !== null);
  return notes.length === 0 ? plain(said) : marked([said, ...notes].join(', '));
}

type Version = { readonly name: string; readonly version: number };
export const modelName = ({ name, version }: Version): string => `${name} v${version}`;

/** `holders v14`, or what it runs and what it is to run. */
export function modelCell({ running, wanted, refused, held, pinned }: StationReport): Cell {
  const now = running === null ? 'none' : modelName(running);
  const same = wanted === null || (running?.name === wanted.name && running.version === wanted.version);
  const notes = [
    ...(held !== null ? ['held'] : []),
    ...pinned.filter(({ name }) => name === running?.name).map(({ version }) => `pinned v${version}`),
    ...(refused === null ? [] : [`v${refused.version} refused`]),
  ];
  const next = wanted?.name === running?.name ? `v${wanted?.version}` : wanted && modelName(wanted);
  const text = [same ? now : `${now} → ${next}`, ...notes].join(' · ');
  return running === null || refused !== null ? marked(text) : plain(text);
}

export const waitingCell = ({ waiting, parked }: StationReport): Cell =>
  parked === 0 ? plain(String(waiting)) : marked(`${waiting}, ${parked} put aside`);

export const diskCell = ({ disk: { freeBytes, ok } }: StationReport): Cell => {
  const free = `${(freeBytes / 1e9).toFixed(freeBytes < 1e10 ? 1 : 0)} GB free`;
  return ok ? plain(free) : marked(`${free}, inspecting stopped`);
};

const cameras: Readonly<Record<StationReport['camera'], Cell>> = {
  unbound: plain('any'),
  unread: plain('being read'),
  ready: plain('as set up'),
  other: marked('another one'),
  unlike: marked('other settings'),
};
export const cameraCell = ({ camera }: StationReport): Cell => cameras[camera];

/** Those whose name, id or model holds the text. */
export function matching(stations: readonly FleetStation[], text: string): readonly FleetStation[] {
  const wanted = text.trim().toLowerCase();
  return stations.filter((one) =>
    [stationName(one), one.station, one.report?.running?.name ?? '', trustWords[one.trust]].some((word) =>
      word.toLowerCase().includes(wanted),
    ),
  );
}

/** Beside the name, where it is not simply trusted. */
export const trustWords: Readonly<Record<FleetStation['trust'], string>> = {
  own: '',
  trusted: '',
  new: 'new',
  changed: 'other key',
};

export const orderWords: Readonly<Record<OrderWish['order'], string>> = {
  hold: 'Hold updates',
  release: 'Release updates',
  pin: 'Pin',
  unpin: 'Unpin',
  rollback: 'Roll back here',
  push: 'Push now',
};

const kinds: Readonly<Record<FleetEntry['kind'], string>> = {
  activated: 'judges with',
  refused: 'refused',
  held: 'updates held',
  released: 'updates released',
  pinned: 'pinned to',
  unpinned: 'no longer pinned:',
  rollback: 'rolled back to',
  push: 'looked at once',
  'order-refused': 'did not take an order',
};

/** `judges with holders v14` */
export function entryWords({ kind, model, version }: FleetEntry): string {
  const what =
    model === null ? '' : version === null ? ` ${model}` : ` ${modelName({ name: model, version })}`;
  return `${kinds[kind]}${what}`;
}

/** Why a station's record does not grow here; empty where it does, or where its key is the matter. */
export function copyWords({ seq, problem }: NonNullable<FleetStation['copy']>): string {
  const here = seq === 0 ? 'Nothing of its record is here' : `Its record is here up to #${seq}`;
  switch (problem?.code) {
    case 'parted':
      return `${here}. A second journal goes on under its name from an earlier line (${problem.why}); the two are never mixed.`;
    case 'refused':
      return `${here}. What follows is not what it signed (${problem.why}). That was put aside, and is asked for again.`;
    case 'missing':
      return `${here}. What follows is not in the registry yet, though later parts are. It comes by itself once the station has sent it.`;
    case 'stopped':
      return `${here}. The rest does not come: ${problem.why}. It is asked for again.`;
    default:
      return '';
  }
}

/** How far a promotion got: `6 stations, next poll`, or how many judge with it already. @param out how many are named below as those where it stays out */
export function reachWords(stations: readonly FleetStation[], { name, version }: Version, out = 0): string {
  const others = stations.filter(({ trust }) => trust !== 'own');
  if (others.length === 0) return 'Only this station: no other reports to this registry.';
  const runs = others.filter(
    ({ report }) => report?.running?.name === name && report.running.version === version,
  ).length;
  const count = `${others.length} other ${others.length === 1 ? 'station' : 'stations'}`;
  if (runs > 0) return `${runs} of ${count} ${runs === 1 ? 'judges' : 'judge'} with it.`;
  return `${count}, at the next poll (a minute)${out === 0 ? '.' : ', but for:'}`;
}

/** The stations where it does not come, or not now, and why. */
export function staysOut(
  stations: readonly FleetStation[],
  { name, version }: Version,
  now: number,
): readonly { readonly station: FleetStation; readonly why: string }[] {
  return stations.flatMap((station) => {
    const { report, trust } = station;
    if (trust === 'own' || report === null) return [];
    if (report.running?.name === name && report.running.version === version) return [];
    const pin = report.pinned.find((one) => one.name === name && one.version !== version);
    const why =
      trust === 'new'
        ? 'new: trust it in Fleet first'
        : trust === 'changed'
          ? 'reports with another key than was pinned'
          : report.refused?.name === name && report.refused.version === version
            ? `refused: ${report.refused.why}`
            : report.held !== null
              ? `held: ${report.held}`
              : pin !== undefined
                ? `pinned to v${pin.version}`
                : isSilent(station, now)
                  ? `last known ${sinceWords(contactOf(station), new Date(now))}`
                  : null;
    return why === null ? [] : [{ station, why }];
  });
}
