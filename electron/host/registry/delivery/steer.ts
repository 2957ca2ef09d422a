import { LoupeError } from '../../../contract/errors.ts';
import type { OrderRef } from '../../../contract/events.ts';
import type { Order, OrderWish } from '../../../contract/fleet.ts';
import { system, type Actor } from '../../../contract/people.ts';
import { causeOf } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Models } from '../../models/models.ts';
import type { Delivered } from './delivered.ts';
import type { Promotions } from '../promotion/promotions.ts';
import type { SignedOrder } from '../statements/orders.ts';

type Wanted = Pick<OrderWish, 'order' | 'model' | 'version' | 'reason'>;

export interface Steer {
  /** Somebody here wants it. @throws LoupeError `bad-input`, `not-found` … */
  wish(wanted: Wanted, by: Actor): Promise<void>;
  /**
   * An order from afar. Done once more it does no harm, so that it is put on record after it was carried out.
   * @throws LoupeError where it could not be carried out now, and may be later
   */
  follow(signed: SignedOrder): Promise<void>;
}

/** Hold, pin, go back, look again: what a person wants of a station, put on record there. */
export function createSteer(deps: {
  readonly journal: Pick<Journal, 'append' | 'state'>;
  readonly promotions: Pick<Promotions, 'goBack'>;
  readonly models: Pick<Models, 'previous'>;
  readonly delivered: Pick<Delivered, 'steady'>;
  /** Looks what is promoted, also at what was refused. */
  readonly push: (model: string | undefined) => Promise<void>;
}): Steer {
  const { journal, promotions, models, delivered, push } = deps;

  const goBack = async ({ model: name, version }: Wanted, reason: string, by: Actor): Promise<void> => {
    const active = journal.state().activeModel;
    if (active !== null && active.name === name && active.version === version) return;
    const back = (await models.previous()).find((one) => one.name === name && one.version === version);
    if (back === undefined || version === undefined)
      throw new LoupeError('not-found', { what: 'package to go back to', id: `${name} ${version}` });
    await promotions.goBack({ sha256: back.sha256, version, reason }, by);
  };

  const steer = async (wanted: Wanted, by: Actor, from: OrderRef | null): Promise<void> => {
    const { order, model, version, reason: why } = checked(wanted);
    const ordered = from === null ? {} : { order: from };
    const pin = (to: number | null) =>
      delivered.steady(() =>
        journal.append('delivery.pinned', { name: model ?? '', version: to, why, ...ordered }, by),
      );
    switch (order) {
      case 'hold':
      case 'release':
        await delivered.steady(() =>
          journal.append('delivery.held', { held: order === 'hold', why, ...ordered }, by),
        );
        return;
      case 'pin':
      case 'unpin':
        await pin(order === 'pin' ? (version ?? null) : null);
        return;
      case 'rollback':
        await goBack(wanted, from === null ? why : `${from.by} (${from.signedBy}): ${why}`.slice(0, 500), by);
        // It alone: nothing is promoted, and what is promoted does not bring it forward again.
        await pin(version ?? null);
        return;
      case 'push':
        return push(model);
    }
  };

  return {
    wish: (wanted, by) => steer(wanted, by, null),
    async follow({ order, from }) {
      let failed: string | null = null;
      try {
        await steer(order, system, from);
      } catch (error) {
        if (!(error instanceof LoupeError) || !forGood.has(error.code)) throw error;
        failed = causeOf(error).slice(0, 500);
      }
      if (failed !== null || order.order === 'rollback' || order.order === 'push')
        await journal.append('order.followed', record(order, from, failed), system);
    },
  };
}

const forGood: ReadonlySet<string> = new Set([
  'bad-input',
  'not-found',
  'model-unavailable',
  'model-refused',
]);

const record = ({ order, model, version, reason }: Order, from: OrderRef, failed: string | null) => ({
  ...{ order, name: model ?? null, version: version ?? null, why: reason, from, failed },
});

/** @throws LoupeError `bad-input` for an order that does not say what it needs */
export function checked<T extends Wanted>(wanted: T): T {
  const { order, model, version } = wanted;
  const lacks =
    (['pin', 'unpin', 'rollback'].includes(order) && model === undefined) ||
    (['pin', 'rollback'].includes(order) && version === undefined);
  if (!lacks) return wanted;
  const allowed = order === 'unpin' ? 'with a model' : 'with a model and a version';
  throw new LoupeError('bad-input', { what: 'The order', got: order, allowed });
}
