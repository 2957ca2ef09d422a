import type { Fleet, FleetEntry, FleetStation, OrderWish } from '../../../contract/fleet.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { Actor } from '../../../contract/people.ts';
import type { TrustedKeyInfo } from '../../../contract/trusted-key.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import type { Journal } from '../../journal/journal.ts';
import { createLatest } from '../../latest.ts';
import { keyIdOf } from '../../models/package.ts';
import { pemOf, type TrustedKeys } from '../../models/trusted-keys.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import type { Station } from '../../station.ts';
import { isoTime } from '../../time.ts';
import type { Connections } from '../access/connection.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { openKnownReports, type KnownReport } from './known-reports.ts';
import type { Followed } from '../following/followed.ts';
import type { Follower } from '../following/follower.ts';
import { findOrders, giveOrder } from '../statements/orders.ts';
import { fetchReport, fingerprintOf, stationsOf, trustOf } from '../statements/report.ts';
import type { Runs } from '../runs.ts';
import { checked } from '../delivery/steer.ts';
import { entryOf, steers } from '../delivery/steering.ts';
import { whyOf } from '../sending/standing.ts';

/** All stations of the registry, as an admin sees and steers them. */
export interface FleetRoom {
  /** Asks the registry while somebody follows. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<Fleet, void>;
  /** Asks it once. */
  look(): Promise<Fleet>;
  /** @returns the order's serial; null where it was done here @throws LoupeError `bad-input`, `not-found`, `registry-unreachable` … */
  order(wish: OrderWish, by: Actor): Promise<{ readonly serial: number | null }>;
  /** @throws LoupeError `not-found` when its report is signed with another key by now; `conflict`, `not-written` */
  trust(wish: { station: string; keyId: string; name: string }, by: Actor): Promise<TrustedKeyInfo>;
  /** @throws LoupeError `conflict`, `registry-unreachable` …; as the follower */
  followAnew(wish: { station: string; reason: string }, by: Actor): Promise<void>;
  /** Oldest first; null for a station whose journal is not here. */
  timeline(station: string): Promise<FleetEntry[] | null>;
  close(): void;
}

export interface FleetDeps {
  readonly platform: Pick<Platform, 'clock' | 'files' | 'log'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly station: Pick<Station, 'stationId' | 'publicKey' | 'publicKeys' | 'sign'>;
  readonly trustedKeys: TrustedKeys;
  readonly connections: Pick<Connections, 'current'>;
  readonly delivery: Pick<Delivery, 'report' | 'steering' | 'wish'>;
  readonly followed: Pick<Followed, 'stations' | 'journal'>;
  /** null while no other stations are followed. */
  readonly follower: () => Pick<Follower, 'anew'> | null;
}

const everyMs = 30_000;
const mostEntries = 100;
const mostAtOnce = 4;

export async function openFleet(deps: FleetDeps): Promise<FleetRoom> {
  const { platform, journal, station, trustedKeys, connections, delivery, followed, follower } = deps;
  const { clock } = platform;
  const inTurn = sequential();
  const known = await openKnownReports(platform.files);
  const waitingOrders = new Map<string, FleetStation['orders']>();
  let asked: string | null = null;
  let problem: string | null = null;
  let followers = 0;
  let timer: { cancel(): void } | null = null;

  const whoOrders = () => [{ publicKey: station.publicKey, name: 'this station' }, ...trustedKeys.keys()];

  const rowOf = (id: string, { signed, problem: why, heardAt }: KnownReport): FleetStation => {
    const orders = waitingOrders.get(id) ?? [];
    const copy = copyOf(followed, id);
    const none = { trust: 'new', name: '', fingerprint: '', keyId: '', report: null, heard: null } as const;
    if (signed === null) return { station: id, ...none, problem: why, copy, orders };
    const { report, keyId, publicKey } = signed;
    const keys = trustedKeys.keys();
    const name = (keys.find((key) => key.station === id) ?? keys.find((key) => key.publicKey === publicKey))
      ?.name;
    return {
      ...{ station: id, name: name ?? '', trust: trustOf(signed, station, keys), problem: why, orders },
      ...{ fingerprint: fingerprintOf(keyId), keyId, report, copy },
      heard: heardAt === null ? null : isoTime(heardAt),
    };
  };
  const ownRow = async (): Promise<FleetStation> => {
    const keyId = keyIdOf(station.publicKey);
    const report = await delivery.report();
    return {
      ...{
        station: station.stationId,
        name: '',
        trust: 'own',
        report,
        problem: null,
        copy: null,
        orders: [],
      },
      ...{ keyId, fingerprint: fingerprintOf(keyId), heard: report.at },
    };
  };
  const now = async (): Promise<Fleet> => {
    const { own, id } = connections.current();
    const others = own ? [] : known.of(id).map(([name, report]) => rowOf(name, report));
    const sorted = others.toSorted((a, b) => ((a.name || a.station) < (b.name || b.station) ? -1 : 1));
    return { stations: [await ownRow(), ...sorted], asked, problem, shared: !own };
  };

  const ask = async (runs: Runs, registry: string, id: string): Promise<void> => {
    const bytes = await fetchReport(runs, id);
    if (bytes !== null) known.hear(registry, id, bytes, clock.now());
    const report = known.get(registry, id)?.signed?.report;
    const { orders } = await findOrders(runs, id, whoOrders(), report?.orders ?? 0);
    waitingOrders.set(
      id,
      orders.map(({ order: { order, model, version, serial, reason } }) => ({
        ...{ order, serial, reason },
        ...(model !== undefined && { model }),
        ...(version !== undefined && { version }),
      })),
    );
  };
  /** null: nobody has looked yet. */
  const state = createLatest<Fleet | null>(null);
  const look = () =>
    inTurn(async () => {
      const { own, runs, id: registry } = connections.current();
      try {
        if (!own) {
          const left = (await stationsOf(runs)).filter((id) => id !== station.stationId);
          const lane = async () => {
            for (let id = left.shift(); id !== undefined; id = left.shift()) await ask(runs, registry, id);
          };
          await Promise.all(Array.from({ length: mostAtOnce }, lane));
          await known.write(registry);
          asked = isoTime(clock.now());
        }
        problem = null;
      } catch (error) {
        problem = whyOf(error);
      }
      const fleet = await now();
      state.set(fleet);
      return fleet;
    });
  const beat = (): void => {
    timer?.cancel();
    void look().finally(() => {
      timer?.cancel();
      if (followers > 0) timer = clock.setTimeout(beat, everyMs);
    });
  };

  return {
    look,
    async *follow(signal) {
      followers += 1;
      if (followers === 1) beat();
      try {
        for await (const fleet of state.follow(signal)) if (fleet !== null) yield fleet;
      } finally {
        followers -= 1;
        if (followers === 0) timer?.cancel();
      }
    },
    async order(wish, by) {
      checked(wish);
      if (wish.station === station.stationId) {
        await delivery.wish(wish, by);
        await look();
        return { serial: null };
      }
      const { runs, id, own } = connections.current();
      const there = own ? null : known.get(id, wish.station);
      if (!there) throw new LoupeError('not-found', { what: 'station', id: wish.station });
      // What a stranger says of the orders it took is not believed.
      const believed =
        there.signed !== null && trustOf(there.signed, station, trustedKeys.keys()) === 'trusted';
      const after = believed ? (there.signed?.report.orders ?? 0) : 0;
      const serial = await giveOrder(runs, wish, by.id, station, trustedKeys.keys(), after, clock.now());
      await look();
      return { serial };
    },
    async trust({ station: id, keyId, name }, by) {
      const signed = known.get(connections.current().id, id)?.signed ?? null;
      if (signed?.keyId !== keyId)
        throw new LoupeError('not-found', { what: 'report with that key', id: `${id} ${keyId}` });
      const added = await trustedKeys.add(name, pemOf(signed.publicKey), id);
      const change = { key: keyId, name: added.name, change: 'added', station: id } as const;
      await journal.append('trusted-key.changed', change, by);
      state.set(await now());
      return added;
    },
    async followAnew({ station: id, reason: why }, by) {
      const following = follower();
      if (following === null) throw new LoupeError('not-found', { what: 'station', id });
      await following.anew(id, (left) =>
        journal.append('following.renewed', { station: id, left: [...left], why }, by),
      );
      state.set(await now());
    },
    async timeline(id) {
      if (id === station.stationId) return [...(await delivery.steering()).entries];
      if (copyOf(followed, id) === null) return null;
      const entries: FleetEntry[] = [];
      for await (const event of eventsAfter(followed.journal(id), 0, steers)) {
        const entry = entryOf(event);
        if (entry !== null) entries.push(entry);
      }
      return entries.slice(-mostEntries);
    },
    close() {
      followers = 0;
      timer?.cancel();
    },
  };
}

/** What is here of another station's journal; null: nothing was asked of it yet. */
function copyOf(followed: Pick<Followed, 'stations'>, id: string): FleetStation['copy'] {
  const found = followed.stations().find(({ station }) => station === id);
  if (found === undefined) return null;
  const { head, problem } = found;
  if (problem === null) return { seq: head.seq, problem };
  const why = 'why' in problem ? problem.why : 'cause' in problem ? problem.cause : '';
  return { seq: head.seq, problem: { code: problem.code, why } };
}
