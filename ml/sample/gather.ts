import type { Dataset, Entry } from '../dataset/dataset.ts';
import { pictureKey } from '../dataset/examination.ts';
import { grouped } from '../dataset/grouped.ts';
import type { Reviewed } from './reviewed.ts';
import { shownBy, untold, type Shown } from './shown.ts';

const absent = ['picture-gone', 'picture-elsewhere'] as const;
/** Why there is no picture: retention removed it, or it is still at the station that recorded it. */
export type Absent = (typeof absent)[number];

/**
 * Why a reviewed picture is not in the dataset. `second-look`: somebody waits for another's label of it. `duplicate`: the same picture is in
 * it, or becomes part of it, with the same class. `labelled-otherwise`: with another class, and nobody here knows which is right.
 * `means-otherwise`: its class means a defect where the label says pass, or the other way round.
 */
export const leftOutReasons = [
  ...untold,
  ...absent,
  'duplicate',
  'labelled-otherwise',
  'means-otherwise',
] as const;
export interface LeftOut {
  readonly inspection: string;
  readonly why: (typeof leftOutReasons)[number];
  /** The inspection, or the picture of the dataset, that it stands against. */
  readonly other?: string;
}

/** A dataset with reviewed pictures in it, and what became of each. */
export interface Gathered {
  readonly dataset: Dataset;
  readonly added: readonly { readonly of: Reviewed; readonly entry: Entry }[];
  /** Asked for, and in it already as they stand now. */
  readonly known: number;
  /** Names of entries whose label was changed since they came in, and of those whose label no longer stands: these are taken out. */
  readonly changed: readonly string[];
  readonly takenOut: readonly string[];
  /** In the order they were asked for. */
  readonly leftOut: readonly LeftOut[];
}

export interface GatherWishes {
  /** Those to bring in; what the dataset has of the others is brought up to date. */
  readonly wanted: (one: Reviewed) => boolean;
  /** Why there is no picture of it here; null: there is. */
  readonly absent: (one: Reviewed) => Absent | null;
}

/** A reviewed picture that says something, and as one that may come in. */
interface Said {
  readonly of: Reviewed;
  readonly shown: Shown;
}
interface Candidate extends Said {
  readonly entry: Entry;
}

/**
 * Brings reviewed pictures into a dataset. Entries that came from inspections say what people say of them now; then the wanted ones that are
 * new go in, each picture once, with the piece as their group. The same pictures a second time change nothing.
 * @param all every reviewed inspection, in the order of stations and lines
 */
export function gather(
  start: Dataset,
  all: readonly Reviewed[],
  { wanted, absent: whyAbsent }: GatherWishes,
): Gathered {
  const before = new Set(start.entries.map(({ name }) => name));
  const leftOut = new Map<Reviewed, LeftOut>();
  const leave = (of: Reviewed, why: LeftOut['why'], other?: string) => {
    leftOut.set(of, { inspection: of.id, why, ...(other !== undefined && { other }) });
    return [];
  };
  const asked = new Set(all.filter(wanted));
  const candidates = all
    .filter((of) => asked.has(of) || before.has(nameOf(of)))
    .flatMap((of): Said[] => {
      const shown = shownBy(of);
      return typeof shown === 'string' ? leave(of, shown) : [{ of, shown }];
    });
  const meaning = meanings(start, candidates);
  const marked = candidates.some(({ shown: { boxes = [] } }) => boxes.length > 0);
  const task = start.task === 'classify' && marked ? 'detect' : start.task;
  const fitting = candidates.flatMap(({ of, shown }): Candidate[] => {
    const means = meaning.get(shown.class);
    const fits = means === 'info' || means === shown.verdict;
    return fits ? [{ of, shown, entry: entryOf(of, shown, task) }] : leave(of, 'means-otherwise');
  });

  const own = new Set(all.map(nameOf));
  const now = new Map(fitting.map(({ entry }) => [entry.name, entry]));
  const updated = start.entries.flatMap((entry) =>
    own.has(entry.name) ? upToDate(entry, now.get(entry.name)) : [entry],
  );
  const fresh = fitting.filter(({ of, entry }) => {
    if (before.has(entry.name)) return false;
    const why = whyAbsent(of);
    if (why !== null) leave(of, why);
    return why === null;
  });
  const inIt = new Map(updated.map((entry) => [pictureKey(entry), entry]));
  const added = [...grouped(fresh, ({ entry }) => [pictureKey(entry)])].flatMap(([key, same]) => {
    const rival = inIt.get(key);
    const said = new Set([...(rival ? [rival.class] : []), ...same.map(({ shown }) => shown.class)]);
    // Marks are the better for learning; among equals the first one stays.
    const best = rival ? undefined : (same.find(({ shown }) => shown.boxes) ?? same[0]);
    return same.flatMap((one) => {
      const other = rival?.name ?? (one === best ? same.find((two) => two !== best) : best)?.of.id;
      if (said.size > 1) return leave(one.of, 'labelled-otherwise', other);
      return one === best ? [one] : leave(one.of, 'duplicate', other);
    });
  });

  const same = new Set(start.entries);
  const kept = new Set(updated.map(({ name }) => name));
  const entries = [...updated, ...added.map(({ entry }) => entry)];
  const used = new Set(
    entries.flatMap(({ class: shows, boxes = [] }) => [shows, ...boxes.map((one) => one.class)]),
  );
  const known = new Set(start.classes.map(({ name }) => name));
  return {
    dataset: {
      ...start,
      task,
      classes: [
        ...start.classes,
        ...[...meaning]
          .filter(([name]) => used.has(name) && !known.has(name))
          .map(([name, verdict]) => ({ name, verdict })),
      ],
      entries: withSides(entries, same),
    },
    added,
    known: [...asked].filter((of) => kept.has(nameOf(of))).length,
    changed: updated.filter((entry) => !same.has(entry)).map(({ name }) => name),
    takenOut: [...before].filter((name) => !kept.has(name)),
    leftOut: [...asked].flatMap((of) => leftOut.get(of) ?? []),
  };
}

/** By this name an entry is known again. */
const nameOf = ({ id, image: { page } }: Reviewed): string =>
  `reviewed/${id}${page === undefined ? '' : `#${page + 1}`}`;

/** Among pictures with marks a good piece without any is one on which there is nothing to mark; a defect without is one that nobody marked. */
function entryOf(of: Reviewed, { class: shows, verdict, boxes: drawn }: Shown, task: Dataset['task']): Entry {
  const boxes = drawn ?? (task === 'detect' && verdict === 'pass' ? [] : undefined);
  const { sha256, page, depth, width, height } = of.image;
  const group = of.serial ?? of.instrument;
  return {
    ...{ name: nameOf(of), image: sha256, width, height, class: shows, source: of.id },
    ...(page !== undefined && { page: page + 1 }),
    ...(depth && { depth }),
    ...(boxes && { boxes }),
    ...(group !== undefined && { group }),
  };
}

/** The very entry where people still say the same of it; none where nobody says anything any more. */
function upToDate(entry: Entry, now: Entry | undefined): Entry[] {
  if (now === undefined) return [];
  const said = ({ class: shows, boxes, group }: Entry) => JSON.stringify([shows, boxes, group]);
  return said(entry) === said(now) ? [entry] : [{ ...now, ...(entry.split && { split: entry.split }) }];
}

/**
 * What each class means: in the dataset, else what the labels say. A class that labels call both is a defect, the safer error. What is only
 * marked on good pieces means nothing by itself.
 */
function meanings(
  { classes }: Pick<Dataset, 'classes'>,
  candidates: readonly Said[],
): Map<string, Dataset['classes'][number]['verdict']> {
  const strength = { info: 0, pass: 1, defect: 2 } as const;
  const known = new Set(classes.map(({ name }) => name));
  const meaning = new Map(classes.map(({ name, verdict }) => [name, verdict]));
  const say = (name: string, verdict: keyof typeof strength) => {
    const said = meaning.get(name);
    if (!known.has(name) && (said === undefined || strength[verdict] > strength[said]))
      meaning.set(name, verdict);
  };
  for (const { shown } of candidates) {
    say(shown.class, shown.verdict);
    for (const box of shown.boxes ?? []) say(box.class, shown.verdict === 'defect' ? 'defect' : 'info');
  }
  return meaning;
}

/** Where a dataset has sides, what is new joins the side of its piece, else train: what judges stays what it was. */
function withSides(entries: readonly Entry[], same: ReadonlySet<Entry>): Entry[] {
  if (entries.every(({ split }) => split === undefined)) return [...entries];
  const sides = new Map<string, NonNullable<Entry['split']>>();
  for (const entry of entries)
    if (same.has(entry) && entry.group !== undefined && entry.split) sides.set(entry.group, entry.split);
  return entries.map((entry) => {
    if (same.has(entry)) return entry;
    const split = (entry.group !== undefined ? sides.get(entry.group) : undefined) ?? entry.split ?? 'train';
    if (entry.group !== undefined) sides.set(entry.group, split);
    return { ...entry, split };
  });
}
