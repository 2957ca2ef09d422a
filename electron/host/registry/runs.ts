import { LoupeError } from '../../contract/errors.ts';
import { checkedKey, checkedPath, checkedValue } from './names.ts';

/**
 * Which run. `collection` becomes MLflow's experiment `loupe/<collection>`: `inspect/<station>`, `train/<name>`. `key` is unique in it, and
 * its run's tag `loupe.key`. Both are paths of ours (names.ts).
 */
export interface RunKey {
  readonly collection: string;
  readonly key: string;
}

/** Where a station tells of its days and of itself. */
export const inspectCollection = (station: string): string => `inspect/${station}`;

/** One point of a curve. */
export interface Metric {
  readonly key: string;
  /** Finite. */
  readonly value: number;
  readonly step: number;
  /** Milliseconds since 1970; fixed, so that saying it again stores nothing new. */
  readonly at: number;
}

export interface RunFacts {
  /** Said once: another value for one of them is refused. */
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics?: readonly Metric[];
  readonly tags?: Readonly<Record<string, string>>;
  /** The package that it made, or that it judged, by its hash. */
  readonly made?: string;
  readonly judged?: string;
  /** What it learnt from or was tested on, by its hash. */
  readonly dataset?: { readonly name: string; readonly sha256: string; readonly split: string };
  readonly ended?: { readonly at: number; readonly status: 'FINISHED' | 'FAILED' | 'KILLED' };
}

export interface Begun {
  /** As people call it. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tags?: RunFacts['tags'];
}

export interface StoredFile {
  /** Its own, without the folder. */
  readonly name: string;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  readonly folder: boolean;
}

/**
 * Where what stations did is told: a run is a day of a station, a training or an evaluation, with figures for people and files of ours.
 * One writer per run; everything may be said again. All throw LoupeError:
 * `registry-unreachable`: not now, try later, after `retryAfterMs` where the server said so;
 * `registry-refused`: not to this station, or it is another server that answers: nothing goes through until a person has acted;
 * `registry-rejected`: not this, ever; other things go through;
 * `bad-input`: a name or a value that must not be sent; nothing was asked;
 * `not-found`: no such run or file.
 */
export interface Runs {
  /** Those that are there, sorted, also of other stations. */
  collections(): Promise<readonly string[]>;
  /** Of its runs, sorted; [] when there is no such collection. */
  keys(collection: string): Promise<readonly string[]>;
  /** Makes the run unless it is there; twice at once gives one. */
  open(key: RunKey, begun: Begun): Promise<void>;
  /** Saying the same again changes nothing. Split to fit the server's limits. */
  note(key: RunKey, facts: RunFacts): Promise<void>;
  /** Stores bytes under a path of ours and reads back size and SHA-256. What lay there is replaced, so names hold the hash of what must not be. */
  put(key: RunKey, path: string, bytes: Uint8Array): Promise<void>;
  /** @throws LoupeError `not-found` */
  get(key: RunKey, path: string): Promise<Uint8Array>;
  /** What lies in a folder of the run, by name; '' is the run itself. [] for a folder that nothing lies in. */
  list(key: RunKey, folder: string): Promise<readonly StoredFile[]>;
}

/** @throws LoupeError `bad-input` */
export function checkedRun({ collection, key }: RunKey): RunKey {
  return { collection: checkedCollection(collection), key: checkedPath('The run', key, 4) };
}

export const checkedCollection = (collection: string): string => checkedPath('The collection', collection, 3);
export const checkedFile = (path: string): string => checkedPath('The file', path, 6);

/** As a run's own page shows it, above its figures; Markdown. */
export const noteTag = 'mlflow.note.content';

/** @throws LoupeError `bad-input` for what a registry would refuse, cut, or show as something else */
export function checkedFacts(facts: RunFacts): RunFacts {
  checkedTexts('The parameter', facts.params, 6000);
  checkedTags(facts.tags);
  for (const hash of [facts.made, facts.judged])
    if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash))
      throw new LoupeError('bad-input', { what: 'The package', got: hash, allowed: 'a SHA-256' });
  for (const { key, value, step, at } of facts.metrics ?? []) {
    checkedKey('The metric', key);
    if (!Number.isFinite(value) || !Number.isSafeInteger(step) || !Number.isSafeInteger(at))
      throw new LoupeError('bad-input', {
        ...{ what: `The metric ${key}`, got: `${value} at step ${step}, time ${at}` },
        allowed: 'a finite value, whole step and time',
      });
  }
  return facts;
}

export const checkedTags = (tags: RunFacts['tags']) => checkedTexts('The tag', tags, 8000);

function checkedTexts(what: string, texts: RunFacts['tags'] = {}, most: number) {
  for (const [key, value] of Object.entries(texts))
    checkedValue(`${what} ${checkedKey(what, key)}`, value, most);
  return texts;
}
