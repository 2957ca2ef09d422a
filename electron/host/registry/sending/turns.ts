import type { Item } from './owed.ts';

/** What waits to be sent, in the order of its turn. */
export interface Turns extends Iterable<Item> {
  size(): number;
  put(item: Item): void;
  drop(item: Item): void;
  /**
   * It failed: all of its plan is tried again where nothing else waits, itself last, so that it is in nobody's way however much of it there is.
   */
  postpone(item: Item): void;
}

export function createTurns(): Turns {
  const fresh = new Map<string, Item>();
  const late = new Map<string, Item>();
  return {
    size: () => fresh.size + late.size,
    put(item) {
      if (!late.has(item.id)) fresh.set(item.id, item);
    },
    drop({ id }) {
      fresh.delete(id);
      late.delete(id);
    },
    postpone(item) {
      for (const [id, one] of fresh)
        if (one.plan === item.plan) {
          fresh.delete(id);
          late.set(id, one);
        }
      late.delete(item.id);
      late.set(item.id, item);
    },
    *[Symbol.iterator]() {
      yield* fresh.values();
      yield* late.values();
    },
  };
}
