import type { StationReport } from '../../../contract/fleet.ts';
import { system } from '../../../contract/people.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { causeOf, notWritten } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import type { TrustedKey } from '../../models/package.ts';
import type { Models } from '../../models/models.ts';
import { FileError, type Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import type { Station } from '../../station.ts';
import { isoTime } from '../../time.ts';
import type { Connection, Connections } from '../access/connection.ts';
import type { Delivered } from './delivered.ts';
import { mayPass } from './may-pass.ts';
import { findOrders } from '../statements/orders.ts';
import type { Promotions } from '../promotion/promotions.ts';
import { reportBegun, reportFile, reportRun, signReport } from '../statements/report.ts';
import { chanceOf, waitAfter } from '../sending/pace.ts';
import { whyOf } from '../sending/standing.ts';
import { createSteer, type Steer } from './steer.ts';
import type { Steering } from './steering.ts';
import { createWanted } from './wanted.ts';

/** What is promoted arrives by itself: looked for every minute, whatever the network does meanwhile. */
export interface Delivery {
  /** A station that serves looks by itself from now on: it judges, or cannot. */
  begin(): void;
  /** Looks now, also at what was refused. @param model one that the station may not judge with yet @throws LoupeError where it cannot look */
  push(model?: string): Promise<void>;
  /** Does once what a station that serves does every minute: takes orders, follows, and says how it is. @throws what failed first and may pass */
  now(): Promise<void>;
  /** A station that serves does not wait for its next look any longer: somebody wants it now, or the registry has come back. */
  wake(): void;
  readonly wish: Steer['wish'];
  /** Says in the registry how this station is now. @throws LoupeError as Runs */
  tell(): Promise<void>;
  /** What this station says of itself now. */
  report(): Promise<StationReport>;
  /** What its journal says of its deliveries. */
  steering(): Promise<Steering>;
  /** Why the registry could not be asked last: `registry-unreachable` or `registry-refused`; null: it could, or nobody has asked yet. */
  trouble(): Trouble | null;
  close(): Promise<void>;
}

/** A failure of the registry, and when it was, as `clock.monotonic` tells time. */
export interface Trouble {
  readonly error: LoupeError;
  readonly at: number;
}

export interface DeliveryDeps {
  readonly platform: Pick<Platform, 'clock' | 'files' | 'random' | 'log'>;
  readonly app: string;
  readonly journal: Journal;
  readonly station: Pick<Station, 'stationId' | 'publicKey' | 'publicKeys' | 'sign'>;
  readonly models: Models;
  readonly promotions: Promotions;
  readonly delivered: Delivered;
  readonly connections: Pick<Connections, 'current' | 'watch'>;
  /** Whose orders are taken: whom an admin trusts. */
  readonly orderers: () => readonly TrustedKey[];
  /** What others are told beside. */
  readonly facts: () => Pick<StationReport, 'waiting' | 'parked' | 'disk' | 'camera'>;
  /** Whether it looks by itself. */
  readonly serves: boolean;
  /** Called when it is known whether the registry could be asked. */
  readonly changed: () => void;
}

const pollMs = 60_000;
const isOfRegistry: ReadonlySet<string> = new Set(['registry-unreachable', 'registry-refused']);
/** Stations that got their power back together do not ask together. */
const firstMs = 10_000;

export async function openDelivery(deps: DeliveryDeps): Promise<Delivery> {
  const { platform, app, journal, station, models, promotions, connections, delivered } = deps;
  const { clock, log } = platform;
  const inTurn = sequential();
  const wanted = createWanted({ now: clock.now, app, journal, models, promotions, delivered });
  const steer = createSteer({ journal, promotions, models, delivered, push: (model) => look(true, model) });

  /** What is wrong, by what it keeps from being done. */
  const problems = new Map<string, string>();
  let trouble: Trouble | null = null;
  let begun = false;
  let closed = false;
  let failures = 0;
  let timer: { cancel(): void } | null = null;

  /** @returns the failure, where one came about that may pass */
  const step = async (name: string, act: () => Promise<string | null | void>): Promise<unknown> => {
    if (closed) return null;
    try {
      const problem = await act();
      if (typeof problem === 'string') problems.set(name, problem);
      else problems.delete(name);
      return null;
    } catch (thrown) {
      const error = thrown instanceof FileError ? notWritten(thrown) : thrown;
      problems.set(name, `${name}: ${whyOf(error)}`.slice(0, 500));
      if (!mayPass(error)) log({ level: 'error', what: name, why: causeOf(error) });
      return error;
    }
  };

  const takeOrders = async ({ runs }: Connection): Promise<void> => {
    const { orders: last, refusedOrders } = await delivered.steering();
    const found = await findOrders(runs, station.stationId, deps.orderers(), last, refusedOrders);
    for (const { file, why } of found.refused)
      await journal.append('order.refused', { file: file.slice(0, 200), why: why.slice(0, 500) }, system);
    for (const signed of found.orders) {
      // Of two with one serial the second is not higher.
      if (signed.order.serial > (await delivered.steering()).orders) await steer.follow(signed);
    }
  };
  const publishOwed = async ({ id }: Connection): Promise<void> => {
    for (const signed of delivered.owing(id)) {
      if (await promotions.publishOwed(signed)) await delivered.settle(signed);
    }
  };
  const followAll = async (
    { registry }: Connection,
    again: boolean,
    model?: string,
  ): Promise<string | null> => {
    const { names, why } =
      model === undefined ? await wanted.models(registry) : { names: [model], why: null };
    for (const name of names) if (!closed) await wanted.follow(registry, name, again, model !== undefined);
    return why;
  };
  const report = async (): Promise<StationReport> => {
    const { held, pinned, running, orders } = await delivered.steering();
    const { seq, hash } = journal.head();
    const refusal = delivered.refused().at(-1);
    return {
      ...{ format: 1, station: station.stationId, app, publicKeys: [...station.publicKeys] },
      at: isoTime(clock.now()),
      journal: { id: journal.journalId, head: { seq, hash }, sealed: journal.sealed() },
      ...{ running, wanted: wanted.newest(), held, orders, ...deps.facts() },
      pinned: Object.entries(pinned).map(([model, version]) => ({ name: model, version })),
      refused:
        refusal === undefined ? null : { name: refusal.name, version: refusal.version, why: refusal.why },
      problem: [...problems.values()].join('; ').slice(0, 500) || null,
    };
  };
  const tell = async ({ runs }: Connection): Promise<void> => {
    const run = reportRun(station.stationId);
    const bytes = signReport(await report(), station);
    const put = () => runs.put(run, reportFile, bytes);
    await put().catch(async (error: unknown) => {
      if (!(error instanceof LoupeError) || error.code !== 'not-found') throw error;
      await runs.open(run, reportBegun(station.stationId, clock.now()));
      await put();
    });
  };

  /** One look at the registry. @throws what failed first and may pass */
  const look = async (again: boolean, model?: string): Promise<void> => {
    const connection = connections.current();
    const failed: unknown[] = [];
    await delivered.steering();
    failed.push(await step('what was promoted here is not published', () => publishOwed(connection)));
    failed.push(await step('what is promoted is not followed', () => followAll(connection, again, model)));
    const first = failed.find((error) => error !== null);
    if (first !== undefined) throw first;
  };
  const poll = async (): Promise<void> => {
    const connection = connections.current();
    let first: unknown = null;
    // Orders come first: a hold that was given before a promotion holds it.
    if (!connection.own) first = await step('orders are not taken', () => takeOrders(connection));
    await look(false).catch((error: unknown) => (first ??= error));
    if (!connection.own)
      first = (await step('this station is not reported', () => tell(connection))) ?? first;
    if (first !== null) throw first;
  };

  const asked = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
      trouble = null;
    } catch (error) {
      const counts = error instanceof LoupeError && isOfRegistry.has(error.code);
      trouble = counts ? { error, at: clock.monotonic() } : null;
      throw error;
    } finally {
      deps.changed();
    }
  };
  const chance = () => chanceOf(platform.random);
  const beat = (): void => {
    if (!begun || closed) return;
    timer?.cancel();
    void inTurn(() => asked(poll))
      .then(
        () => {
          failures = 0;
          return pollMs * (1 - 0.25 * chance());
        },
        (error: unknown) => waitAfter(++failures, chance(), askedBy(error)),
      )
      .then((ms) => {
        timer?.cancel();
        if (!closed) timer = clock.setTimeout(beat, ms);
      });
  };
  const unwatch = connections.watch(beat);

  const push = (model?: string) => inTurn(() => asked(() => look(true, model)));

  return {
    begin() {
      if (begun || closed || !deps.serves) return;
      begun = true;
      timer = clock.setTimeout(beat, firstMs * chance());
    },
    push,
    now: () => inTurn(() => asked(poll)),
    wake: beat,
    tell: () => inTurn(() => tell(connections.current())),
    async wish(wanted, by) {
      if (wanted.order === 'push') await push(wanted.model);
      else await steer.wish(wanted, by);
      // What comes of it, others hear at once.
      beat();
    },
    report,
    steering: () => delivered.steering(),
    trouble: () => trouble,
    async close() {
      closed = true;
      unwatch();
      timer?.cancel();
      await inTurn(async () => undefined);
    },
  };
}

const askedBy = (error: unknown): number | undefined =>
  error instanceof LoupeError && 'retryAfterMs' in error.data ? error.data.retryAfterMs : undefined;
