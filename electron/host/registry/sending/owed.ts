import { picturesOf, planId, type Picture, type Plan } from './plan.ts';
import { cutShards } from './shards.ts';

/** What is sent, acknowledged or parked as one: a plan itself (`shard` null), or some of its pictures. */
export interface Item {
  /** The same for the same item, for ever. */
  readonly id: string;
  readonly plan: Plan;
  readonly shard: { readonly number: number; readonly pictures: readonly Picture[] } | null;
}

/** The items of one plan: itself first, so that a picture never arrives before the line that names it was on its way. */
export function itemsOf(plan: Plan): Item[] {
  const id = planId(plan);
  return [
    // Pictures that were asked for are nothing beside themselves.
    ...(plan.kind === 'pictures' ? [] : [{ id, plan, shard: null }]),
    ...cutShards(picturesOf(plan)).map((pictures, i) => ({
      id: `${id}/pictures/${i + 1}`,
      plan,
      shard: { number: i + 1, pictures },
    })),
  ];
}

/** What has been acknowledged: all of the first `through` plans, and single items of later ones. */
export interface Sent {
  readonly through: number;
  readonly items: ReadonlySet<string>;
}
export const nothingSent: Sent = { through: 0, items: new Set() };

/** What still has to be sent, in the order it came about. */
export function owedOf(plans: readonly Plan[], sent: Sent): Item[] {
  return plans
    .slice(sent.through)
    .flatMap(itemsOf)
    .filter(({ id }) => !sent.items.has(id));
}

/** Moves `through` over every plan that is sent whole, and forgets their items. */
export function settled(plans: readonly Plan[], { through, items }: Sent): Sent {
  const left = new Set(items);
  let next = through;
  for (; next < plans.length; next++) {
    const ids = itemsOf(plans[next]!).map(({ id }) => id);
    if (!ids.every((id) => left.has(id))) break;
    for (const id of ids) left.delete(id);
  }
  return { through: next, items: left };
}
