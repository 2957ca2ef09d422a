import type { InspectionRow } from './row.ts';
import type { Counter, Hour, Store } from './store.ts';

const hourMs = 3_600_000;
export const hourKey = (station: string, at: number): string => `${station}|${Math.floor(at / hourMs)}`;

/** The counters a row is counted in. */
function countersOf(row: InspectionRow): string[] {
  return [
    'all',
    `verdict:${row.verdict}`,
    ...(row.instrument === undefined ? [] : [`instrument:${row.instrument}`]),
    ...(row.package === undefined ? [] : [`package:${row.package}`]),
    ...(row.open ? ['open'] : []),
    `station:${row.station}`,
  ];
}

const bump = (counts: Map<string, number>, key: string, n: number) =>
  void counts.set(key, (counts.get(key) ?? 0) + n);

/**
 * What a transaction adds to counters and hours. They are sums over the rows of the store: a row that appears is added, one that goes
 * is taken away, one that changes is both; so they always equal a recount.
 */
export class Tally {
  readonly #counters = new Map<string, number>();
  readonly #hours = new Map<string, Map<string, number>>();

  appears(row: InspectionRow): void {
    this.#count(row, 1);
  }

  goes(row: InspectionRow): void {
    this.#count(row, -1);
  }

  problems(n: number): void {
    if (n !== 0) bump(this.#counters, 'problems', n);
  }

  #count(row: InspectionRow, n: 1 | -1): void {
    for (const key of countersOf(row)) bump(this.#counters, key, n);
    const hour = hourKey(row.station, row.at);
    const cells = this.#hours.get(hour) ?? new Map<string, number>();
    this.#hours.set(hour, cells);
    bump(cells, `${row.verdict}|${row.package ?? ''}`, n);
  }

  /** Inside the transaction that writes the rows. What falls to zero is removed. */
  async write(store: Store): Promise<void> {
    const keys = [...this.#counters.keys()];
    const counters = (await store.counters.bulkGet(keys)).map((old, i): Counter => ({
      key: keys[i]!,
      n: (old?.n ?? 0) + this.#counters.get(keys[i]!)!,
    }));
    const hourKeys = [...this.#hours.keys()];
    const hours = (await store.hours.bulkGet(hourKeys)).map((old, i): Hour => ({
      key: hourKeys[i]!,
      n: added(old?.n ?? {}, this.#hours.get(hourKeys[i]!)!),
    }));
    const emptyHour = (hour: Hour) => Object.keys(hour.n).length === 0;
    await store.counters.bulkPut(counters.filter(({ n }) => n !== 0));
    await store.counters.bulkDelete(counters.filter(({ n }) => n === 0).map(({ key }) => key));
    await store.hours.bulkPut(hours.filter((hour) => !emptyHour(hour)));
    await store.hours.bulkDelete(hours.filter(emptyHour).map(({ key }) => key));
  }
}

function added(old: Hour['n'], add: Map<string, number>): Hour['n'] {
  const sum: Record<string, number> = { ...old };
  for (const [cell, n] of add) sum[cell] = (sum[cell] ?? 0) + n;
  return Object.fromEntries(Object.entries(sum).filter(([, n]) => n !== 0));
}
