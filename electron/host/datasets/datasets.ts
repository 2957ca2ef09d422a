import { datasetCard } from '../../../ml/dataset/card.ts';
import { classesOf } from '../../../ml/dataset/counts.ts';
import type { Dataset, Entry, Split } from '../../../ml/dataset/dataset.ts';
import { pictureKey } from '../../../ml/dataset/examination.ts';
import { datasetReport, type DatasetReport } from '../../../ml/dataset/report.ts';
import type { SplitWishes } from '../../../ml/dataset/split.ts';
import type { DatasetPicture, DatasetSummary } from '../../contract/datasets.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { Images } from '../images/images.ts';
import type { Pictures } from '../inspection/pictures.ts';
import type { Journal } from '../journal/journal.ts';
import { createLatest } from '../latest.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { createBring, type Bring } from './bring.ts';
import { dealt, keptIn, meaning, quarantined, takenOut, type Edit } from './edits.ts';
import { createFreezing, type FrozenSamples } from './freeze.ts';
import { createLooks } from './looks.ts';
import { createStoredPictures, type StoredPictures } from './stored-pictures.ts';
import { openDatasetStore } from './store.ts';
import { createVersions, summaryOf, type Change, type Version, type Versions } from './versions.ts';

export interface PictureFilter {
  readonly from: number;
  readonly count: number;
  readonly class?: string;
  readonly split?: Split | 'unsplit';
  readonly check?: string;
}

/** The room of datasets. What a call does stands in `contract/datasets.ts`; each change is whole on disk when it resolves. */
export interface Datasets extends Bring {
  list(): DatasetSummary[];
  follow(signal: AbortSignal | undefined): AsyncGenerator<DatasetSummary[], void>;
  get(name: string): Promise<{ summary: DatasetSummary; report: DatasetReport; card: string }>;
  readonly versions: Pick<Versions, 'find' | 'read'>;
  /** The version in force. @throws LoupeError `not-found` */
  open(name: string): Promise<Version>;
  readonly stored: StoredPictures;
  pictures(name: string, filter: PictureFilter): Promise<{ total: number; entries: DatasetPicture[] }>;
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
  /** A change that is frozen with what it brings; one that is not fit to be frozen is not made. @throws LoupeError `conflict` */
  freezeWith(
    name: string,
    by: Actor,
    make: (now: Version | null) => Promise<Change & { readonly samples: FrozenSamples }>,
  ): Promise<DatasetSummary>;
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
  const freezing = createFreezing({ store, versions, journal, clock });
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

  const current = async (name: string): Promise<Version | null> => {
    if (store.steps(name).length > 0) return versions.current(name);
    if (store.names().includes(name))
      throw new LoupeError('conflict', { what: `what is stored as ${name} cannot be read` });
    return null;
  };
  const change: Datasets['change'] = (name, by, make) =>
    queue(async () => {
      await versions.put(await make(await current(name)), by);
      return told(name);
    });
  /** A change of a dataset that is there. */
  const edit = (name: string, by: Actor, make: Edit) =>
    change(name, by, async (now) => {
      if (now === null) throw new LoupeError('not-found', { what: 'dataset', id: name });
      return make(now);
    });
  const free = (name: string) => {
    if (store.names().includes(name))
      throw new LoupeError('conflict', {
        what: `there is a dataset ${name} already; choose another name, or add to it`,
      });
  };
  const bring = createBring({ images, pictures, versions, looks, free, change });

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
    ...bring,
    split: (name, wishes, by) => edit(name, by, dealt(wishes)),
    keepIn: (name, check, split, by) => edit(name, by, keptIn(check, split)),
    quarantine: (name, checks, by) => edit(name, by, quarantined(checks)),
    setVerdict: (name, of, verdict, by) => edit(name, by, meaning(of, verdict)),
    takeOut: (name, picture, by) => edit(name, by, takenOut(picture)),
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
        await freezing.freeze(name, by);
        return told(name);
      }),
    freezeWith: (name, by, make) =>
      queue(async () => {
        const { samples, ...change } = await make(await current(name));
        await freezing.freezeWith(change, by, samples);
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
