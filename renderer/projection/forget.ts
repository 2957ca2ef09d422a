import { Dexie, type Table } from 'dexie';
import type { Change } from './change.ts';
import { fold, needs } from './fold.ts';
import type { Store } from './store.ts';
import { Tally } from './tally.ts';

const lot = 2000;

/**
 * Takes a station out of the store: its inspections, and what it said. What others said of its inspections waits for them to come again.
 * In lots, so that others may write in between; whoever is stopped halfway begins again.
 */
export async function forget(store: Store, station: string): Promise<void> {
  await store.cursors.update(station, { shape: 0 });
  const all = <T>(table: Table<T, [string, number]>) =>
    table.where('[station+seq]').between([station, Dexie.minKey], [station, Dexie.maxKey]);
  const inLots = async (step: (tally: Tally) => Promise<number>) => {
    for (let count = lot; count === lot;)
      count = await store.transaction('rw', store.tables, async () => {
        const tally = new Tally();
        const done = await step(tally);
        await tally.write(store);
        return done;
      });
  };

  await inLots(async (tally) => {
    const rows = await all(store.inspections).limit(lot).toArray();
    for (const row of rows) tally.goes(row);
    const keys = rows.map(({ seq }): [string, number] => [station, seq]);
    await store.inspections.bulkDelete(keys);
    await store.samples.bulkDelete(keys);
    const said = await store.changes
      .where('inspection')
      .anyOf(rows.map(({ id }) => id))
      .toArray();
    const others = said.filter((change) => change.station !== station);
    await store.changes.bulkPut(others.map((change): Change => ({ ...change, early: needs(change) })));
    return rows.length;
  });
  await inLots(async (tally) => {
    const said = await all(store.changes).limit(lot).toArray();
    await store.changes.bulkDelete(said.map(({ seq }): [string, number] => [station, seq]));
    const cursors = new Map((await store.cursors.toArray()).map((each) => [each.station, each]));
    const unsaid = said.map(({ inspection }) => inspection).filter((id) => id !== '');
    await fold(store, { rows: [], changes: [], arrived: [], unsaid }, cursors, tally);
    return said.length;
  });
  await inLots(async (tally) => {
    tally.problems(-(await all(store.problems).count()));
    await all(store.problems).delete();
    await store.choosings.delete(station);
    await store.cursors.delete(station);
    return 0;
  });
}
