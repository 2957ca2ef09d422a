import { LoupeError } from '../../contract/errors.ts';
import { parseEvent, type EventData, type EventOf } from '../../contract/events.ts';
import type { Actor } from '../../contract/people.ts';
import { eventsAfter } from '../journal/events-after.ts';
import type { Journal } from '../journal/journal.ts';
import { sequential } from '../sequential.ts';

export type NewLabel = EventData<'label.set'>;

export interface Review {
  /**
   * Sets labels; all are on disk when it resolves. @returns their ids
   * @throws LoupeError `not-found` for an inspection or a replaced label that is not there; `bad-input` for a label of another inspection, or
   *   a region outside the picture; `not-written`, `journal-stopped`
   */
  label(labels: readonly NewLabel[], by: Actor): Promise<string[]>;
  /**
   * Takes back labels of `by`, all or none.
   * @throws LoupeError `not-found`; `conflict` for somebody else's, or one that was taken back; `labelled-since`; `not-written`
   */
  withdraw(labels: readonly string[], by: Actor): Promise<void>;
}

type Labelled = EventOf<'label.set'>;

export function createReview(
  journal: Pick<Journal, 'stationId' | 'append' | 'line' | 'read' | 'head'>,
): Review {
  /** Between looking at what was said and saying something, nobody else says anything. */
  const alone = sequential();

  async function eventAt<K extends 'inspection.recorded' | 'label.set'>(kind: K, id: string) {
    const [station, seq] = id.split('-');
    const missing = new LoupeError('not-found', {
      what: kind === 'label.set' ? 'label' : 'inspection',
      id,
    });
    if (station !== journal.stationId) throw missing;
    const event = parseEvent((await journal.line(Number(seq))).line);
    if (event?.kind !== kind) throw missing;
    return event as EventOf<K>;
  }

  async function check({ inspection, replaces, regions = [] }: NewLabel): Promise<void> {
    const { image } = (await eventAt('inspection.recorded', inspection)).data;
    for (const { box } of regions) {
      const [x, y, width, height] = box;
      if (x + width > 0 && y + height > 0 && x < image.width && y < image.height) continue;
      throw new LoupeError('bad-input', {
        what: 'a region',
        got: `${width} × ${height} at ${x}, ${y}`,
        allowed: `a place on the picture of ${image.width} × ${image.height}`,
      });
    }
    for (const id of replaces) {
      const { data } = await eventAt('label.set', id);
      if (data.inspection !== inspection)
        throw new LoupeError('bad-input', { what: `label ${id}`, got: data.inspection, allowed: inspection });
    }
  }

  async function checkMine(ids: readonly string[], by: Actor): Promise<void> {
    const mine = new Map<string, Labelled>();
    for (const id of ids) {
      const event = await eventAt('label.set', id);
      if (event.by.id !== by.id)
        throw new LoupeError('conflict', { what: `label ${id} is ${event.by.id}'s, who can take it back` });
      mine.set(id, event);
    }
    const first = Math.min(...[...mine.values()].map(({ seq }) => seq));
    const withdrawn = new Set<string>();
    const answers: Labelled[] = [];
    const ofLabels = (line: string) => line.includes('"kind":"label.');
    for await (const event of eventsAfter(journal, first, ofLabels)) {
      if (event.kind === 'label.set') answers.push(event);
      else if (event.kind === 'label.withdrawn') withdrawn.add(event.data.label);
    }
    const gone = ids.find((id) => withdrawn.has(id));
    if (gone !== undefined)
      throw new LoupeError('conflict', { what: `label ${gone} was taken back already` });
    for (const { by: other, seq, data } of answers) {
      const answered = other.id !== by.id && !withdrawn.has(`${journal.stationId}-${seq}`);
      if (answered && data.replaces.some((id) => mine.has(id)))
        throw new LoupeError('labelled-since', { inspection: data.inspection, by: other.id });
    }
  }

  return {
    label: (labels, by) =>
      alone(async () => {
        for (const label of labels) await check(label);
        // Appended together they share one fsync.
        const set = await Promise.all(labels.map((label) => journal.append('label.set', label, by)));
        return set.map(({ seq }) => `${journal.stationId}-${seq}`);
      }),
    withdraw: (labels, by) =>
      alone(async () => {
        await checkMine(labels, by);
        await Promise.all(labels.map((label) => journal.append('label.withdrawn', { label }, by)));
      }),
  };
}
