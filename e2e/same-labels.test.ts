import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createFold } from '../electron/host/samples/fold.ts';
import { historyOf, north, south, type PlacedEvent } from '../electron/host/samples/fold.fixture.ts';
import { seeded } from '../electron/host/seeded.fixture.ts';
import { currentLabels } from '../ml/sample/labels.ts';
import { apply } from '../renderer/projection/apply.ts';
import { byOrder, labelsOf } from '../renderer/projection/change.ts';
import type { Line } from '../renderer/projection/lines.ts';
import { createStore, cursorAt, type Store } from '../renderer/projection/store.ts';

const journalId = 'journal-of-both';
const link = { prev: '0'.repeat(64), hash: '0'.repeat(64) };

/** What a place says of each inspection that was ever labelled. */
interface Told {
  readonly id: string;
  readonly labels: readonly string[];
  readonly instrument: string | undefined;
  readonly serial: string | undefined;
  readonly flagged: boolean;
}

const told = (
  id: string,
  labels: readonly string[],
  { instrument, serial }: { instrument?: string; serial?: string },
  flagged: boolean,
): Told => ({ id, labels: labels.toSorted(), instrument, serial, flagged });

/** What the host says, whatever the order. */
function byHost(events: readonly PlacedEvent[]): Told[] {
  const fold = createFold();
  for (const { station, event } of events) fold.add(station, event);
  return fold.reviewed().map((one) =>
    told(
      one.id,
      one.labels.map(({ id }) => id),
      one,
      one.flagged,
    ),
  );
}

/** What a page says that follows both stations. */
async function byProjection(store: Store): Promise<Told[]> {
  const changes = await store.changes.toArray();
  return (await store.inspections.toArray())
    .filter(({ id }) => changes.some(({ kind, inspection }) => kind === 'label.set' && inspection === id))
    .toSorted(byOrder)
    .map((row) => {
      const standing = labelsOf(changes.filter(({ inspection }) => inspection === row.id));
      const labels = standing.map(({ station, seq }) => `${station}-${seq}`);
      const verdict = standing[0]?.data.verdict;
      // The row says in short what the labels say.
      expect([row.id, row.label]).toEqual([row.id, labels.length > 1 ? 'conflict' : verdict]);
      return told(row.id, labels, row, row.requested === true || row.disposition === 'leave-to-qa');
    });
}

/** The lines of two journals in one order of arrival, in pages: each station's own order is kept. */
function* arriving(history: readonly PlacedEvent[], below: (count: number) => number) {
  const waiting = [north, south].map((station) => history.filter((one) => one.station === station));
  while (waiting.some((lines) => lines.length > 0)) {
    const lines = waiting[below(2)]!.splice(0, 1 + below(9));
    if (lines.length > 0) yield lines;
  }
}

const runs = process.env['LOUPE_FULL'] === '1' ? 500 : 25;
test(`${runs} seeded histories of two stations and three people: host, page and the labels' own rule agree in every order of arrival`, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = seeded(seed);
    const below = (count: number) => Math.floor(chance() * count);
    const history = historyOf(below);
    const labels = history.flatMap(({ station, event }) =>
      event.kind === 'label.set' ? [{ id: `${station}-${event.seq}`, ...event.data }] : [],
    );
    const withdrawn = new Set(
      history.flatMap(({ event }) => (event.kind === 'label.withdrawn' ? event.data.label : [])),
    );
    const standing = currentLabels(labels, withdrawn).map(({ id }) => id);
    for (let order = 0; order < 3; order++) {
      const store = createStore(`same-${seed}-${order}-${Math.random()}`);
      for (const station of [north, south])
        await store.cursors.put(cursorAt({ station, journal: journalId }, 0, null));
      const came: PlacedEvent[] = [];
      for (const page of arriving(history, below)) {
        const lines = page.map(({ event }): Line => ({ seq: event.seq, link, event }));
        // Sent twice now and then, as after a lost connection.
        for (let sent = 0; sent <= Number(below(5) === 0); sent++)
          expect((await apply(store, page[0]!.station, lines, 1000)).kind).toBe('applied');
        came.push(...page);
      }
      const host = byHost(came);
      expect([seed, order, await byProjection(store)]).toEqual([seed, order, host]);
      expect([seed, host.flatMap((one) => one.labels).toSorted()]).toEqual([seed, standing.toSorted()]);
      // None is lost: every label that was ever set is still there to be read.
      const kept = (await store.changes.toArray()).filter(({ kind }) => kind === 'label.set');
      expect([seed, kept.length]).toEqual([seed, labels.length]);
      await store.delete();
    }
  }
}, 600_000);
