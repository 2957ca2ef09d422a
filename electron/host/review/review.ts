import { disagree } from '../../../ml/sample/disagreement.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { EventData, EventOf } from '../../contract/events.ts';
import { rank, type Actor, type Role } from '../../contract/people.ts';
import { corrects, roleNeeded, type ReviewRoles } from '../../contract/review-roles.ts';
import { eventsAfter } from '../journal/events-after.ts';
import type { Journal } from '../journal/journal.ts';
import type { Journals } from '../journal/journals.ts';
import type { SaidLabel, Standing } from '../samples/fold.ts';
import { sequential } from '../sequential.ts';

export type NewLabel = EventData<'label.set'>;
export type SecondLook = EventData<'second-look.asked'>;

export interface Review {
  /**
   * Sets labels; all are on disk when it resolves. @param since the line after which some may have been written before: what `by` said there
   * with the same `once` is not written again @returns their ids
   * @throws LoupeError `not-found` for an inspection or a replaced label that is not there; `bad-input` for a label of another inspection, or
   *   a region outside the picture; `not-allowed` where its reason asks for a higher role; `not-written`, `journal-stopped`
   */
  label(labels: readonly NewLabel[], by: Actor, since?: number): Promise<string[]>;
  /**
   * Takes back labels that `by` set at this station, all or none.
   * @throws LoupeError `not-found`; `conflict` for somebody else's, or one that was taken back; `labelled-since`; `not-written`
   */
  withdraw(labels: readonly string[], by: Actor): Promise<void>;
  /** Asks for somebody else's label. @throws LoupeError `not-found`, `bad-input`, `not-written` as for a label */
  secondLook(ask: SecondLook, by: Actor): Promise<void>;
}

/** Who may label what. */
export interface Guard {
  readonly roles: () => ReviewRoles;
  readonly standing: (inspection: string) => Promise<Standing>;
}

type Own = Pick<Journal, 'stationId' | 'append' | 'line' | 'read' | 'head'>;

export function createReview(
  { own: journal, event: eventAt, all }: Pick<Journals<Own>, 'own' | 'event' | 'all'>,
  { roles, standing }: Guard,
): Review {
  /** Between looking at what was said and saying something, nobody else says anything. */
  const alone = sequential();

  async function check({ inspection, replaces, regions = [] }: NewLabel, by: Actor): Promise<void> {
    const { data } = await eventAt('inspection.recorded', inspection);
    const { image } = data;
    const needs = await roleFor(inspection, data);
    if (by.role !== 'system' && rank[by.role] < rank[needs]) throw new LoupeError('not-allowed', { needs });
    for (const { box } of regions) {
      const [x, y, width, height] = box;
      if (x + width > 0 && y + height > 0 && x < image.width && y < image.height) continue;
      throw new LoupeError('bad-input', {
        what: 'a region',
        got: `${width} × ${height} at ${x}, ${y}`,
        allowed: `a place on the picture of ${image.width} × ${image.height}`,
      });
    }
    await checkLabels(replaces, inspection);
  }

  async function checkLabels(ids: readonly string[], inspection: string): Promise<void> {
    for (const id of ids) {
      const { data } = await eventAt('label.set', id);
      if (data.inspection !== inspection)
        throw new LoupeError('bad-input', { what: `label ${id}`, got: data.inspection, allowed: inspection });
    }
  }

  async function roleFor(
    inspection: string,
    { verdict, steps }: EventData<'inspection.recorded'>,
  ): Promise<Role> {
    const asked = roles();
    if (Object.keys(asked).length === 0) return 'qa';
    const { flagged, labels } = await standing(inspection);
    const corrected = labels.length === 1 && corrects(labels[0]?.verdict, verdict);
    return roleNeeded(asked, { verdict, disagreed: disagree(steps), flagged, corrected });
  }

  /** The ids of labels that `by` has set after a line, by `once`. */
  async function written(since: number, by: Actor): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for await (const event of eventsAfter(journal, since, (line) => line.includes('"once":')))
      if (event.kind === 'label.set' && event.by.id === by.id && event.data.once !== undefined)
        found.set(event.data.once, `${journal.stationId}-${event.seq}`);
    return found;
  }

  async function checkMine(ids: readonly string[], by: Actor): Promise<void> {
    const mine: EventOf<'label.set'>[] = [];
    for (const id of ids) {
      const event = await eventAt('label.set', id);
      if (event.by.id !== by.id)
        throw new LoupeError('conflict', { what: `label ${id} is ${event.by.id}'s, who can take it back` });
      if (!id.startsWith(`${journal.stationId}-`))
        throw new LoupeError('conflict', {
          what: `label ${id} was set at another station, where it can be taken back`,
        });
      mine.push(event);
    }
    const said = await saidSince(mine);
    const gone = said.find(({ id, withdrawn }) => withdrawn && ids.includes(id));
    if (gone) throw new LoupeError('conflict', { what: `label ${gone.id} was taken back already` });
    for (const [i, { data }] of mine.entries()) {
      const answer = said.find(
        ({ by: other, withdrawn, replaces }) =>
          other !== by.id && !withdrawn && replaces.includes(ids[i] ?? ''),
      );
      if (answer) throw new LoupeError('labelled-since', { inspection: data.inspection, by: answer.by });
    }
  }

  const hearsOthers = () => all().length > 1;

  /** Labels of the same inspections: all of them, or, where nobody else is heard, those since. */
  async function saidSince(labels: readonly EventOf<'label.set'>[]): Promise<readonly SaidLabel[]> {
    if (hearsOthers()) {
      const said: SaidLabel[] = [];
      for (const inspection of new Set(labels.map(({ data }) => data.inspection)))
        said.push(...(await standing(inspection)).said);
      return said;
    }
    const first = Math.min(...labels.map(({ seq }) => seq));
    const withdrawn = new Set<string>();
    const set: Omit<SaidLabel, 'withdrawn'>[] = [];
    for await (const event of eventsAfter(journal, first - 1, (line) => line.includes('"kind":"label.'))) {
      if (event.kind === 'label.withdrawn') withdrawn.add(event.data.label);
      if (event.kind !== 'label.set') continue;
      const { replaces } = event.data;
      set.push({ id: `${journal.stationId}-${event.seq}`, replaces, by: event.by.id });
    }
    return set.map((one) => ({ ...one, withdrawn: withdrawn.has(one.id) }));
  }

  return {
    label: (labels, by, since) =>
      alone(async () => {
        // Whatever was under way when the answer was lost has ended: nothing is done beside it.
        const known = since === undefined ? new Map<string, string>() : await written(since, by);
        const before = ({ once }: NewLabel) => (once === undefined ? undefined : known.get(once));
        for (const label of labels) if (before(label) === undefined) await check(label, by);
        // Whoever takes one back asks what others said of it: read before somebody waits for it.
        if (hearsOthers() && labels[0]) void standing(labels[0].inspection).catch(() => undefined);
        // Appended together they share one fsync.
        return Promise.all(
          labels.map(async (label) => {
            const written = before(label);
            if (written !== undefined) return written;
            return `${journal.stationId}-${(await journal.append('label.set', label, by)).seq}`;
          }),
        );
      }),
    withdraw: (labels, by) =>
      alone(async () => {
        await checkMine(labels, by);
        await Promise.all(labels.map((label) => journal.append('label.withdrawn', { label }, by)));
      }),
    secondLook: (ask, by) =>
      alone(async () => {
        await eventAt('inspection.recorded', ask.inspection);
        await checkLabels(ask.seen, ask.inspection);
        await journal.append('second-look.asked', ask, by);
      }),
  };
}
