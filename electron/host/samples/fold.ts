import type { EventOf, Identity, JournalEvent } from '../../contract/events.ts';
import { disagree } from '../../../ml/sample/disagreement.ts';
import { stillAsking, type Ask } from '../../../ml/sample/second-look.ts';
import { currentLabels, type Placed } from '../../../ml/sample/labels.ts';
import type { Opinion, Recorded, Reviewed, SampleLabel } from '../../../ml/sample/reviewed.ts';

/** Inspections that people labelled, folded from journal lines. The order in which lines are added decides nothing. */
export interface Fold {
  /** Lines of other kinds say nothing of reviews, and an inspection whose labels never come is not among the reviewed. */
  add(station: string, event: JournalEvent): void;
  /** Inspections that are labelled, and whose own line was not added yet. */
  missing(): string[];
  /** How one inspection stands, whether or not anybody labelled it. */
  standing(inspection: string): Standing;
  /** In the order of stations and lines. */
  reviewed(): Reviewed[];
}

/** What stands of what was said of an inspection: labels in the order of stations and lines. */
export interface Standing {
  readonly labels: readonly SampleLabel[];
  /** Every label that was ever set of it. */
  readonly said: readonly SaidLabel[];
  /** Somebody asked for a look at it, or left it to QA. */
  readonly flagged: boolean;
}

export interface SaidLabel extends Placed {
  readonly by: string;
  /** Somebody took it back. */
  readonly withdrawn: boolean;
}

/** What was said of one inspection. */
interface Said {
  readonly labels: Map<string, Placed & { readonly label: SampleLabel; readonly opinion: Opinion }>;
  /** By the id of the line that said it. */
  readonly identities: Map<string, Identity>;
  readonly dispositions: Map<string, EventOf<'disposition.set'>['data']['disposition']>;
  readonly asks: Map<string, Ask>;
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
    const said = {
      labels: new Map(),
      identities: new Map(),
      dispositions: new Map(),
      ...{ asks: new Map(), requested: false },
    };
    all.set(inspection, said);
    return said;
  };

  /** Those that nobody took back, in the order of stations and lines. */
  const kept = ({ labels }: Said) =>
    [...labels.values()]
      .filter(({ id }) => !withdrawn.has(id))
      .toSorted((one, other) => byPlace(one.id, other.id));

  const standingLabels = ({ labels }: Said): SampleLabel[] =>
    currentLabels([...labels.values()], new Set(withdrawn.keys()))
      .toSorted((one, other) => byPlace(one.id, other.id))
      .map(({ label }) => label);
  const isFlagged = (said: Said) => said.requested || last(said.dispositions) === 'leave-to-qa';

  const reviewedOf = (id: string, said: Said): Reviewed[] => {
    const record = recorded.get(id);
    if (record === undefined || said.labels.size === 0) return [];
    const { identity: first, ...rest } = record;
    const { instrument, serial } = last(said.identities) ?? first;
    const lines = [...said.labels.keys()].flatMap((label) => [label, withdrawn.get(label) ?? label]);
    const opinions = kept(said).map(({ opinion }) => opinion);
    const asking = stillAsking(
      inPlace(said.asks),
      kept(said).map((label) => ({ id: label.id, by: label.opinion.by })),
    );
    return [
      {
        ...rest,
        ...(instrument !== undefined && { instrument }),
        ...(serial !== undefined && { serial }),
        ...{ labels: standingLabels(said), flagged: isFlagged(said) },
        opinions: opinions.filter(({ by }, i) => opinions.findIndex((other) => other.by === by) === i),
        asking,
        saidAt: newest(lines),
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
        case 'second-look.asked':
          saidOf(event.data.inspection).asks.set(id, { by: event.by.id, ...event.data });
          break;
        case 'review.requested':
          saidOf(event.data.inspection).requested = true;
          break;
      }
    },
    standing(inspection) {
      const said = all.get(inspection);
      if (said === undefined) return { labels: [], said: [], flagged: false };
      return {
        labels: standingLabels(said),
        said: [...said.labels.values()].map(({ id, replaces, opinion: { by } }) => ({
          ...{ id, replaces, by, withdrawn: withdrawn.has(id) },
        })),
        flagged: isFlagged(said),
      };
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
  return {
    ...{ id, at, verdict },
    image: {
      ...{ sha256, width, height },
      ...(page !== undefined && { page }),
      ...(depth === 'min-max' && { depth }),
    },
    ...(step && { package: `${step.model} v${step.version}` }),
    ...(claimed !== undefined && { claimed }),
    disagreed: disagree(steps),
  };
}

const stationOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));
const seqOf = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1));

/** By station, then by line: the one order that every station knows, since clocks are for display. */
export function byPlace(one: string, other: string): number {
  const [a, b] = [stationOf(one), stationOf(other)];
  return a === b ? seqOf(one) - seqOf(other) : a < b ? -1 : 1;
}

/** Of each station's lines the last one. */
function newest(lines: readonly string[]): Record<string, number> {
  const last: Record<string, number> = {};
  for (const line of lines) last[stationOf(line)] = Math.max(last[stationOf(line)] ?? 0, seqOf(line));
  return last;
}

/** What was said, in this order. */
const inPlace = <T>(said: ReadonlyMap<string, T>): T[] =>
  [...said].toSorted(([one], [other]) => byPlace(one, other)).map(([, what]) => what);

const last = <T>(said: ReadonlyMap<string, T>): T | undefined => inPlace(said).at(-1);
