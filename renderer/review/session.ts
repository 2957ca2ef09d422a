import type { Sample } from '../projection/sample.ts';
import { answerText, type Answer } from './answers.ts';
import { numberOf } from '../words/words.ts';
import { idOf } from './queue.ts';

/** One label, or a batch of the same, that stands: given by one key, undone by one. */
export interface Given {
  /** Counts the keys of this session. */
  readonly n: number;
  readonly inspections: readonly string[];
  readonly answer: Answer;
  /** Their ids in the journal; null until they are on disk. */
  readonly labels: readonly string[] | null;
}

/** What is on a reviewer's desk. Pure: what is saved and undone outside comes back as an action. */
export interface Session {
  /** Frozen: it grows only when somebody asks for what is new, or undoes what is not in it. */
  readonly list: readonly Sample[];
  /** Which picture is shown; the length of the list when all of it is behind. */
  readonly at: number;
  /** Oldest first. */
  readonly given: readonly Given[];
  /** What was undone and can be said again; the last one first. */
  readonly undone: readonly Pick<Given, 'inspections' | 'answer'>[];
  /** Why nothing is saved any more, and how many keys were not kept. */
  readonly stopped: { readonly why: string; readonly lost: number } | null;
  /** The station does not answer: what is not saved yet waits, and may be saved already. */
  readonly held: boolean;
  /** Said once, until the next key. */
  readonly note: string;
  /** Why the last label could not be undone: this person labelled the inspection since. */
  readonly refused: { readonly by: string; readonly inspection: string } | null;
}

export type Action =
  | { readonly kind: 'opened'; readonly list: readonly Sample[] }
  | { readonly kind: 'added'; readonly samples: readonly Sample[] }
  | { readonly kind: 'moved'; readonly by: 1 | -1 }
  | { readonly kind: 'shown'; readonly inspection: string }
  | {
      readonly kind: 'given';
      readonly given: Pick<Given, 'n' | 'inspections' | 'answer'>;
      readonly again?: boolean;
    }
  | { readonly kind: 'saved'; readonly n: number; readonly labels: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'held'; readonly held: boolean }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'undone'; readonly given: Omit<Given, 'n'>; readonly sample: Sample | null }
  /** What looked like a key was part of a scan: its label is taken back, and nobody says it again. */
  | { readonly kind: 'recalled'; readonly n: number }
  | { readonly kind: 'refused'; readonly by: string; readonly inspection: string }
  /** Shown, and put into the list where it is not in it. */
  | { readonly kind: 'brought'; readonly sample: Sample }
  | { readonly kind: 'noted'; readonly note: string };

export const start: Session = {
  ...{ list: [], at: 0, given: [], undone: [], stopped: null, held: false, note: '', refused: null },
};

/** @returns the session after an action; what was said of the one before is not said of the next */
export function next(session: Session, action: Action): Session {
  const stays = session.refused === null || action.kind === 'saved' || action.kind === 'held';
  return after(stays ? session : { ...session, refused: null }, action);
}

function after(session: Session, action: Action): Session {
  const { list, at, given } = session;
  switch (action.kind) {
    case 'opened':
      return { ...session, list: action.list, at: 0, note: '' };
    case 'added':
      return { ...session, list: [...list, ...action.samples] };
    case 'moved':
      return { ...session, at: Math.min(list.length, Math.max(0, at + action.by)), note: '' };
    case 'shown':
      return { ...session, at: placeOf(list, action.inspection) ?? at };
    case 'given': {
      if (session.stopped) return session;
      // Another answer than the one that was undone: from here on there is nothing to say again.
      const undone = action.again ? session.undone.slice(1) : [];
      const all = [...given, { ...action.given, labels: null }];
      return { ...session, given: all, at: nextPlace(list, at, all), undone, note: '' };
    }
    case 'saved':
      return {
        ...session,
        given: given.map((each) => (each.n === action.n ? { ...each, labels: action.labels } : each)),
      };
    case 'failed': {
      const lost = given.filter(({ labels }) => labels === null);
      return {
        ...session,
        given: given.filter(({ labels }) => labels !== null),
        at: placeOf(list, lost[0]?.inspections[0]) ?? at,
        stopped: { why: action.why, lost: lost.length },
        held: false,
        note: '',
      };
    }
    case 'held':
      return { ...session, held: action.held };
    case 'resumed':
      return { ...session, stopped: null, note: '' };
    case 'undone': {
      const { inspections, answer, labels } = action.given;
      const place = placeOf(list, inspections[0]);
      const found = place === null && action.sample ? list.toSpliced(at, 0, action.sample) : list;
      return {
        ...session,
        list: found,
        at: place ?? at,
        given: given.filter((each) => !each.labels?.some((id) => labels?.includes(id))),
        undone: [{ inspections, answer }, ...session.undone],
        note: `Undone: ${givenText({ answer, inspections })}. Again X`,
      };
    }
    case 'recalled': {
      const gone = given.find(({ n }) => n === action.n);
      if (!gone) return session;
      return {
        ...session,
        given: given.filter((each) => each !== gone),
        at: placeOf(list, gone.inspections[0]) ?? at,
        note: `That was a scan: ${givenText(gone)}, is taken back`,
      };
    }
    case 'refused':
      return { ...session, refused: { by: action.by, inspection: action.inspection }, note: '' };
    case 'brought': {
      const place = placeOf(list, idOf(action.sample));
      return place === null
        ? { ...session, list: list.toSpliced(at, 0, action.sample), note: '' }
        : { ...session, at: place, note: '' };
    }
    case 'noted':
      return { ...session, note: action.note };
  }
}

function placeOf(list: readonly Sample[], inspection: string | undefined): number | null {
  const place = list.findIndex((sample) => idOf(sample) === inspection);
  return place === -1 ? null : place;
}

/** The first picture behind this one that nobody labelled here; the end when there is none. */
function nextPlace(list: readonly Sample[], at: number, given: readonly Given[]): number {
  const done = new Set(given.flatMap(({ inspections }) => inspections));
  const place = list.findIndex((sample, i) => i > at && !done.has(idOf(sample)));
  return place === -1 ? list.length : place;
}

/** What this session says of each inspection, the last word of several. */
export const answersIn = ({ given }: Session): ReadonlyMap<string, Given> =>
  new Map(given.flatMap((each) => each.inspections.map((id) => [id, each] as const)));

export const unsaved = ({ given }: Session): number => given.filter(({ labels }) => labels === null).length;

/** `pit, #41`; `Good, 37 pictures`. */
export function givenText({ answer, inspections }: Pick<Given, 'answer' | 'inspections'>): string {
  const [first = ''] = inspections;
  const what = inspections.length === 1 ? `#${first.split('-')[1]}` : `${inspections.length} pictures`;
  return `${answerText(answer)}, ${what}`;
}

/** The one line that says how labelling stands. @param nameOf a person's name by their id */
export function bottomLine(session: Session, nameOf = (id: string): string => id): string {
  const { stopped, held, note, refused, given } = session;
  const waiting = unsaved(session);
  if (stopped) {
    const keys = stopped.lost === 1 ? 'key was' : `${stopped.lost} keys were`;
    return `Not saved: ${stopped.why} Labelling is stopped; your last ${keys} not kept`;
  }
  if (held && waiting > 0)
    return `The station does not answer: ${waiting === 1 ? '1 key' : `${waiting} keys`} not known to be saved. Loupe looks and goes on by itself`;
  if (refused) return `${nameOf(refused.by)} labelled ${numberOf(refused.inspection)} after you`;
  if (note !== '') return note;
  const last = given.at(-1);
  if (!last) return '';
  if (waiting > 0) return `Saving: ${givenText(last)} · ${waiting} not saved yet`;
  return `Saved: ${givenText(last)}. Undo Z`;
}
