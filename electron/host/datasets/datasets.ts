import { appendBatch, newEntries } from '../../../ml/dataset/append.ts';
import { datasetCard } from '../../../ml/dataset/card.ts';
import { keepIn, quarantine, without } from '../../../ml/dataset/clean.ts';
import { classesOf } from '../../../ml/dataset/counts.ts';
import type { Dataset, Entry, Split } from '../../../ml/dataset/dataset.ts';
import { pictureKey } from '../../../ml/dataset/examination.ts';
import { datasetReport, type DatasetReport } from '../../../ml/dataset/report.ts';
import { splitDataset, type SplitWishes } from '../../../ml/dataset/split.ts';
import type { DatasetPicture, DatasetSummary, ImportWishes } from '../../contract/datasets.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import { causeOf } from '../durable.ts';
import type { Images } from '../images/images.ts';
import type { Pictures } from '../inspection/pictures.ts';
import type { Journal } from '../journal/journal.ts';
import { createLatest } from '../latest.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';
import { importFolder, type Batch } from './import.ts';
import { createLooks } from './looks.ts';
import { createStoredPictures, type StoredPictures } from './stored-pictures.ts';
import { openDatasetStore } from './store.ts';
import type { Draft } from './uploads.ts';
import { createVersions, summaryOf, type Change, type Version, type Versions } from './versions.ts';

export interface PictureFilter {
  readonly from: number;
  readonly count: number;
  readonly class?: string;
  readonly split?: Split | 'unsplit';
  readonly check?: string;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}
export interface Imported {
  readonly summary: DatasetSummary;
  readonly passedOver: { file: string; why: string }[];
}
export interface AddPreview {
  readonly added: number;
  readonly known: number;
  readonly passedOver: { file: string; why: string }[];
  readonly alone: DatasetReport;
  readonly together: DatasetReport;
}

/** The room of datasets. What a call does stands in `contract/datasets.ts`; each change is whole on disk when it resolves. */
export interface Datasets {
  list(): DatasetSummary[];
  follow(signal: AbortSignal | undefined): AsyncGenerator<DatasetSummary[], void>;
  get(name: string): Promise<{ summary: DatasetSummary; report: DatasetReport; card: string }>;
  readonly versions: Pick<Versions, 'find' | 'read'>;
  /** The version in force. @throws LoupeError `not-found` */
  open(name: string): Promise<Version>;
  readonly stored: StoredPictures;
  pictures(name: string, filter: PictureFilter): Promise<{ total: number; entries: DatasetPicture[] }>;
  import(
    name: string,
    draft: Draft,
    wishes: ImportWishes,
    by: Actor,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, Imported>;
  previewAdd(
    name: string,
    draft: Draft,
    wishes: ImportWishes,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, AddPreview>;
  add(
    name: string,
    draft: Draft,
    wishes: ImportWishes,
    by: Actor,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, Imported>;
  split(name: string, wishes: SplitWishes, by: Actor): Promise<DatasetSummary>;
  keepIn(name: string, check: string, split: Split, by: Actor): Promise<DatasetSummary>;
  quarantine(name: string, checks: readonly string[], by: Actor): Promise<DatasetSummary>;
  setVerdict(
    name: string,
    of: string,
    verdict: Dataset['classes'][number]['verdict'],
    by: Actor,
  ): Promise<DatasetSummary>;
  takeOut(name: string, picture: string, by: Actor): Promise<DatasetSummary>;
  /** Any other change; null makes a dataset that is not there yet. */
  change(name: string, by: Actor, make: (now: Version | null) => Promise<Change>): Promise<DatasetSummary>;
  /** Remembers how a picture looks that somebody has just opened. */
  seen(name: string, entry: Pick<Entry, 'image' | 'page'>, look: Uint8Array): Promise<void>;
  undo(name: string): Promise<DatasetSummary>;
  freeze(name: string, by: Actor): Promise<DatasetSummary>;
  remove(name: string, by: Actor): Promise<void>;
}

export interface DatasetDeps {
  readonly platform: Pick<Platform, 'files' | 'clock' | 'log'>;
  readonly images: Pick<Images, 'put' | 'get' | 'has'>;
  readonly pictures: Pick<Pictures, 'decode' | 'decodeMask' | 'encode'>;
  readonly journal: Pick<Journal, 'append'>;
}

export async function openDatasets({ platform, images, pictures, journal }: DatasetDeps): Promise<Datasets> {
  const { files, clock } = platform;
  const store = await openDatasetStore(platform);
  const stored = createStoredPictures(images, pictures);
  const looks = createLooks({ files, frameOf: stored.frame });
  const versions = createVersions({ store, looks, clock });
  const queue = sequential();

  const list = () =>
    store.names().flatMap((name) => {
      const steps = store.steps(name);
      return steps.length === 0 ? [] : [summaryOf(name, steps)];
    });
  const latest = createLatest(list());
  const told = (name: string): DatasetSummary => {
    latest.set(list());
    return summaryOf(name, store.steps(name));
  };

  const change: Datasets['change'] = (name, by, make) =>
    queue(async () => {
      const now = store.steps(name).length > 0 ? await versions.current(name) : null;
      if (now === null && store.names().includes(name))
        throw new LoupeError('conflict', { what: `what is stored as ${name} cannot be read` });
      await versions.put(await make(now), by);
      return told(name);
    });
  /** A change of a dataset that is there. */
  const edit = (name: string, by: Actor, make: (now: Version) => Change) =>
    change(name, by, async (now) => {
      if (now === null) throw new LoupeError('not-found', { what: 'dataset', id: name });
      return make(now);
    });
  const taken = (name: string) => {
    if (store.names().includes(name))
      throw new LoupeError('conflict', {
        what: `there is a dataset ${name} already; choose another name, or add to it`,
      });
  };
  const append = ({ dataset }: Version, batch: Batch): Dataset => {
    try {
      const { classes, maskValues, entries, faults } = batch;
      return appendBatch(dataset, {
        ...{ classes, entries: [...entries], faults: [...faults] },
        ...(maskValues && { maskValues }),
      });
    } catch (error) {
      throw new LoupeError('bad-input', {
        what: 'the batch',
        got: causeOf(error),
        allowed: 'masks whose values mean the same',
      });
    }
  };

  return {
    list,
    follow: (signal) => latest.follow(signal),
    versions,
    open: (name) => versions.current(name),
    stored,
    async get(name) {
      const { step, dataset, examination, findings } = await versions.current(name);
      const report = datasetReport(examination, findings, 200);
      return {
        summary: summaryOf(name, store.steps(name)),
        report,
        card: datasetCard(dataset, { ...step, report }),
      };
    },
    async pictures(name, { from, count, class: shows, split, check }) {
      const { dataset, findings } = await versions.current(name);
      const named = new Set(
        findings
          .filter((finding) => finding.check === check)
          .flatMap(({ offenders }) => offenders.flatMap(({ files: of }) => of)),
      );
      const found = dataset.entries.filter(
        (entry) =>
          (shows === undefined || classesOf(entry, dataset.maskValues).includes(shows)) &&
          (split === undefined || (entry.split ?? 'unsplit') === split) &&
          (check === undefined || named.has(entry.name)),
      );
      return { total: found.length, entries: found.slice(from, from + count) };
    },
    async *import(name, draft, wishes, by, signal) {
      taken(name);
      const batch = yield* importFolder(draft, wishes, { images, pictures }, signal);
      const { task, classes, maskValues, entries, faults } = batch;
      const summary = await change(name, by, async () => {
        taken(name);
        await looks.add(name, batch.looks);
        return {
          made: `imported ${entries.length} pictures`,
          dataset: {
            ...{ format: 1, name, task, classes, entries: [...entries] },
            ...(maskValues && { maskValues }),
            ...(faults.length > 0 && { faults: [...faults] }),
          },
        };
      });
      return { summary, passedOver: [...batch.passedOver] };
    },
    async *previewAdd(name, draft, wishes, signal) {
      const before = await versions.current(name);
      const batch = yield* importFolder(draft, wishes, { images, pictures }, signal);
      await looks.add(name, batch.looks);
      const after = append(before, batch);
      const { task, classes, entries, faults, maskValues } = batch;
      const alone = await versions.check({
        ...{ format: 1, name, task, classes, entries: [...entries], faults: [...faults] },
        ...(maskValues && { maskValues }),
      });
      const together = await versions.check(after);
      const added = newEntries(before.dataset, { entries: [...entries] }).length;
      return {
        ...{ added, known: entries.length - added, passedOver: [...batch.passedOver] },
        alone: datasetReport(alone.examination, alone.findings),
        together: datasetReport(together.examination, together.findings),
      };
    },
    async *add(name, draft, wishes, by, signal) {
      await versions.current(name);
      const batch = yield* importFolder(draft, wishes, { images, pictures }, signal);
      const summary = await change(name, by, async (now) => {
        if (now === null) throw new LoupeError('not-found', { what: 'dataset', id: name });
        await looks.add(name, batch.looks);
        const dataset = append(now, batch);
        return { dataset, made: `added ${dataset.entries.length - now.dataset.entries.length} pictures` };
      });
      return { summary, passedOver: [...batch.passedOver] };
    },
    split: (name, wishes, by) =>
      edit(name, by, ({ dataset }) => ({
        dataset: splitDataset(dataset, wishes),
        made: `split, seed ${wishes.seed}`,
      })),
    keepIn: (name, check, split, by) =>
      edit(name, by, ({ dataset, findings }) => ({
        dataset: keepIn(dataset, findings, check, split),
        made: `kept in ${split} only: ${check}`,
      })),
    quarantine: (name, checks, by) =>
      edit(name, by, ({ dataset, findings }) => ({
        dataset: quarantine(dataset, findings, checks),
        made: `left out: ${checks.join(', ')}`,
      })),
    setVerdict: (name, of, verdict, by) =>
      edit(name, by, ({ dataset }) => {
        if (!dataset.classes.some((one) => one.name === of))
          throw new LoupeError('not-found', { what: 'class', id: of });
        const classes = dataset.classes.map((one) => (one.name === of ? { ...one, verdict } : one));
        return { dataset: { ...dataset, classes }, made: `${of} means ${verdict}` };
      }),
    takeOut: (name, picture, by) =>
      edit(name, by, ({ dataset }) => {
        if (!dataset.entries.some((entry) => entry.name === picture))
          throw new LoupeError('not-found', { what: 'picture', id: picture });
        return { dataset: without(dataset, (entry) => entry.name === picture), made: `took out ${picture}` };
      }),
    change,
    seen: (name, entry, look) => looks.add(name, new Map([[pictureKey(entry), look]])),
    undo: (name) =>
      queue(async () => {
        const steps = store.steps(name);
        if (steps.length === 0) throw new LoupeError('not-found', { what: 'dataset', id: name });
        if (steps.at(-1)?.frozen)
          throw new LoupeError('conflict', {
            what: `${name} is frozen as it is; a change makes a new version`,
          });
        if (steps.length === 1)
          throw new LoupeError('conflict', { what: `there is no earlier version of ${name}` });
        await store.point(name, steps.slice(0, -1));
        return told(name);
      }),
    freeze: (name, by) =>
      queue(async () => {
        const { step, dataset, findings } = await versions.current(name);
        if (step.frozen) return told(name);
        const blocking = findings.filter(({ severity }) => severity === 'blocks');
        if (dataset.entries.length === 0 || blocking.length > 0)
          throw new LoupeError('conflict', {
            what:
              dataset.entries.length === 0
                ? `${name} has no pictures; there is nothing to freeze`
                : `${name} cannot be frozen while something blocks training: ${blocking.map(({ check, count }) => `${check} (${count})`).join(', ')}`,
          });
        const { hash, task, images: count, parent } = step;
        const frozen = {
          name,
          sha256: hash,
          parent,
          task,
          images: count,
          classes: dataset.classes.map((one) => ({ ...one })),
        };
        await journal.append('dataset.frozen', frozen, by);
        await store.point(name, [
          ...store.steps(name).slice(0, -1),
          { ...step, frozen: true, at: isoTime(clock.now()), by: by.id, made: 'frozen' },
        ]);
        return told(name);
      }),
    remove: (name, by) =>
      queue(async () => {
        const steps = store.steps(name);
        const last = steps.at(-1);
        if (last === undefined) throw new LoupeError('not-found', { what: 'dataset', id: name });
        if (steps.some(({ frozen }) => frozen))
          throw new LoupeError('conflict', {
            what: `a version of ${name} is frozen, and what is frozen stays`,
          });
        await journal.append('dataset.removed', { name, sha256: last.hash }, by);
        await store.remove(name);
        latest.set(list());
      }),
  };
}
