import { createHash } from 'node:crypto';
import { LoupeError } from '../../../contract/errors.ts';
import type { OrderRef } from '../../../contract/events.ts';
import { orderSchema, type Order, type OrderWish } from '../../../contract/fleet.ts';
import { causeOf } from '../../durable.ts';
import { keyIdOf, type TrustedKey } from '../../models/package.ts';
import type { Station } from '../../station.ts';
import type { RunKey, Runs } from '../runs.ts';
import { unlessMissing } from '../unless.ts';
import { readStatement, signStatement } from './statement.ts';

/** An order that a trusted key signed for this station. */
export interface SignedOrder {
  readonly order: Order;
  readonly from: OrderRef;
}

/** What lies in a station's place for orders. */
export interface FoundOrders {
  /** By serial. */
  readonly orders: readonly SignedOrder[];
  /** Files that are no such order, and why. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

const ordersRun = (station: string): RunKey => ({ collection: `fleet/${station}`, key: 'orders' });
const orderFile = /^0{0,9}([1-9]\d{0,9})-[0-9a-f]{64}\.json$/;
const mostTries = 8;

/**
 * @param station that is to take it @param keys who may give it orders
 * @throws Error that says in words why it is none
 */
function readOrder(bytes: Uint8Array, station: string, keys: readonly TrustedKey[]): SignedOrder {
  const statement = readStatement('station-order', bytes);
  const key = keys.find(({ publicKey }) => keyIdOf(publicKey) === statement.keyId);
  if (key === undefined)
    throw new Error(`it is signed with the key ${statement.keyId}, which is not trusted here`);
  if (!statement.signedWith(key.publicKey))
    throw new Error(`it is not what the key ${statement.keyId} signed`);
  const { data: order } = orderSchema.safeParse(statement.said);
  if (order === undefined) throw new Error('it is no order that this Loupe knows');
  if (order.station !== station) throw new Error(`it is for the station ${order.station}`);
  const { serial, by } = order;
  return { order, from: { serial, by, key: statement.keyId, signedBy: key.name } };
}

/**
 * What lies there for a station beyond what it has taken.
 * @param after serial of the last order that it took @param passed files that need not be looked at again
 * @throws LoupeError as Runs
 */
export async function findOrders(
  runs: Pick<Runs, 'list' | 'get'>,
  station: string,
  keys: readonly TrustedKey[],
  after: number,
  passed: readonly string[] = [],
): Promise<FoundOrders> {
  const run = ordersRun(station);
  const orders: SignedOrder[] = [];
  const refused: { file: string; why: string }[] = [];
  for (const { name, size } of (await unlessMissing(runs.list(run, ''))) ?? []) {
    const serial = Number(orderFile.exec(name)?.[1] ?? Number.NaN);
    if (serial <= after || passed.includes(name)) continue;
    try {
      if (Number.isNaN(serial) || size > 100_000) throw new Error('it has not the form of an order');
      const found = readOrder(await runs.get(run, name), station, keys);
      // Its name may say anything.
      if (found.order.serial !== serial) throw new Error(`it is order ${found.order.serial}, not ${serial}`);
      orders.push(found);
    } catch (error) {
      if (error instanceof LoupeError && error.code !== 'not-found') throw error;
      refused.push({ file: name, why: causeOf(error) });
    }
  }
  return { orders: orders.toSorted((a, b) => a.order.serial - b.order.serial), refused };
}

/**
 * Signs an order and lays it there; where somebody was quicker, once more with a higher serial.
 * @param after serial of the last order that the station says it took @param others whose orders count there too, as far as this station knows
 * @throws LoupeError as Runs; `conflict` where others are always quicker
 */
export async function giveOrder(
  runs: Pick<Runs, 'list' | 'get' | 'open' | 'put'>,
  wish: OrderWish,
  by: string,
  station: Pick<Station, 'publicKey' | 'sign'>,
  others: readonly TrustedKey[],
  after: number,
  at: number,
): Promise<number> {
  const keys = [{ publicKey: station.publicKey, name: 'this station' }, ...others];
  const run = ordersRun(wish.station);
  await runs.open(run, { name: `orders to ${wish.station}`, at, tags: { 'loupe.kind': 'orders' } });
  const highest = async () =>
    Math.max(
      after,
      ...(await findOrders(runs, wish.station, keys, after)).orders.map(({ order }) => order.serial),
    );
  for (let tries = 0; tries < mostTries; tries++) {
    const serial = (await highest()) + 1;
    const order: Order = orderSchema.parse({ format: 1, ...wish, serial, by });
    const bytes = signStatement('station-order', order, station);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await runs.put(run, `${String(serial).padStart(10, '0')}-${sha256}.json`, bytes);
    const { orders } = await findOrders(runs, wish.station, keys, serial - 1);
    if (orders.filter((one) => one.order.serial >= serial).length === 1) return serial;
  }
  const what = `somebody else gives orders to ${wish.station} at this moment: see on Fleet which of them waits, and give yours again`;
  throw new LoupeError('conflict', { what });
}
