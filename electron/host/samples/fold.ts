import type { EventOf, Identity, JournalEvent } from '../../contract/events.ts';
import { currentLabels, type Placed } from '../../../ml/sample/labels.ts';
import type { Opinion, Recorded, Reviewed, SampleLabel } from '../../../ml/sample/reviewed.ts';

/** Inspections that people labelled, folded from journal lines. The order in which lines are added decides nothing. */
export interface Fold {
  /** Lines of other kinds say nothing of reviews, and an inspection whose labels never come is not among the reviewed. */
  add(station: string, event: JournalEvent): void;
  /** Inspections that are labelled, and whose own line was not added yet. */
  missing(): string[];
  /** In the order of stations and lines. */
  reviewed(): Reviewed[];
}

/** What was said of one inspection. */
interface Said {
  readonly labels: Map<string, Placed & { readonly label: SampleLabel; readonly opinion: Opinion }>;
  /** By the id of the line that said it. */
  readonly identities: Map<string, Identity>;
  readonly dispositions: Map<string, EventOf<'disposition.set'>['data']['disposition']>;
  requested: boolean;
}

export function createFold(): Fold {
  const recorded = new Map<string, Recorded & { readonly identity: Identity }>();
  const all = new Map<string, Said>();
  /** The line that took a label back, by label. */
  const withdrawn = new Map<string, string>();

  const saidOf = (inspection: string): Said => {
    const known = all.get(inspection);
    if (known) return known;
    const said = { labels: new Map(), identities: new Map(), dispositions: new Map(), requested: false };
    all.set(inspection, said);
    return said;
  };

  const reviewedOf = (id: string, { labels, identities, dispositions, requested }: Said): Reviewed[] => {
    const record = recorded.get(id);
    if (record === undefined || labels.size === 0) return [];
    const { identity: first, ...rest } = record;
    const { instrument, serial } = last(identities) ?? first;
    const standing = currentLabels([...labels.values()], new Set(withdrawn.keys()));
    const lines = [...labels.keys()].flatMap((label) => [label, withdrawn.get(label) ?? label]);
    return [
      {
        ...rest,
        ...(instrument !== undefined && { instrument }),
        ...(serial !== undefined && { serial }),
        flagged: requested || last(dispositions) === 'leave-to-qa',
        labels: standing.toSorted((one, other) => byPlace(one.id, other.id)).map(({ label }) => label),
        opinions: firstOfEach(
          [...labels.values()]
            .filter((label) => !withdrawn.has(label.id))
            .toSorted((one, other) => byPlace(one.id, other.id))
            .map(({ opinion }) => opinion),
        ),
        saidAt: Math.max(
          0,
          ...lines.filter((line) => stationOf(line) === stationOf(id)).map((line) => seqOf(line)),
        ),
      },
    ];
  };

  return {
    add(station, event) {
      const id = `${station}-${event.seq}`;
      switch (event.kind) {
        case 'inspection.recorded':
          recorded.set(id, { ...recordOf(id, event), identity: event.data.identity });
          break;
        case 'label.set': {
          const { inspection, replaces, verdict, class: shows, regions, blind } = event.data;
          const answer = { verdict, ...(shows !== undefined && { class: shows }) };
          const label = { id, ...answer, ...(regions !== undefined && { regions }) };
          const opinion = { by: event.by.id, ...answer, ...(blind && { blind }) };
          saidOf(inspection).labels.set(id, { id, replaces, label, opinion });
          break;
        }
        case 'label.withdrawn': {
          // Taken back at two stations: which line is named must not depend on which came first.
          const { label } = event.data;
          const before = withdrawn.get(label);
          if (before === undefined || byPlace(before, id) < 0) withdrawn.set(label, id);
          break;
        }
        case 'identity.corrected':
          saidOf(event.data.inspection).identities.set(id, event.data.identity);
          break;
        case 'disposition.set':
          saidOf(event.data.inspection).dispositions.set(id, event.data.disposition);
          break;
        case 'review.requested':
          saidOf(event.data.inspection).requested = true;
          break;
      }
    },
    missing: () => [...all].flatMap(([id, { labels }]) => (labels.size > 0 && !recorded.has(id) ? [id] : [])),
    reviewed: () =>
      [...all].flatMap(([id, said]) => reviewedOf(id, said)).toSorted((a, b) => byPlace(a.id, b.id)),
  };
}

function recordOf(id: string, { at, data }: EventOf<'inspection.recorded'>): Recorded {
  const { image, verdict, steps } = data;
  const { sha256, width, height, page, depth } = image;
  const step = steps.find((one) => one.verdict === verdict) ?? steps.at(-1);
  const evidence = step?.findings.length ? step.findings : step?.classes;
  const claimed = evidence?.toSorted((one, other) => other.score - one.score)[0]?.class;
  const judging = steps.filter((one) => one.verdict !== 'no-result' && one.reason !== 'model-has-no-verdict');
  return {
    ...{ id, at, verdict },
    image: {
      ...{ sha256, width, height },
      ...(page !== undefined && { page }),
      ...(depth === 'min-max' && { depth }),
    },
    ...(step && { package: `${step.model} v${step.version}` }),
    ...(claimed !== undefined && { claimed }),
    disagreed: new Set(judging.map((one) => one.verdict)).size > 1,
  };
}

const firstOfEach = (said: readonly Opinion[]): Opinion[] =>
  said.filter(({ by }, i) => said.findIndex((other) => other.by === by) === i);

const stationOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));
const seqOf = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1));

/** By station, then by line: the one order that every station knows, since clocks are for display. */
export function byPlace(one: string, other: string): number {
  const [a, b] = [stationOf(one), stationOf(other)];
  return a === b ? seqOf(one) - seqOf(other) : a < b ? -1 : 1;
}

/** What the last line in this order said. */
function last<T>(said: ReadonlyMap<string, T>): T | undefined {
  const line = [...said.keys()].toSorted(byPlace).at(-1);
  return line === undefined ? undefined : said.get(line);
}
