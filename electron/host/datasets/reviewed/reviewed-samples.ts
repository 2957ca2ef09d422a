import type { Dataset } from '../../../../ml/dataset/dataset.ts';
import { lookOf } from '../../../../ml/dataset/look.ts';
import { splitDataset, type SplitWishes } from '../../../../ml/dataset/split.ts';
import { gather, type Absent, type Gathered, type LeftOut } from '../../../../ml/sample/gather.ts';
import type { Reviewed } from '../../../../ml/sample/reviewed.ts';
import type { DatasetSummary } from '../../../contract/datasets.ts';
import { mostWaiting } from '../../../contract/events.ts';
import type { Actor } from '../../../contract/people.ts';
import type { SamplePreview, Wanted } from '../../../contract/samples.ts';
import type { Images } from '../../images/images.ts';
import type { Samples } from '../../samples/samples.ts';
import type { Datasets } from '../datasets.ts';
import type { FrozenSamples } from '../freeze.ts';
import type { Progress } from '../import.ts';
import { countsOf, type Counts } from './counts.ts';
import { isWanted } from './wanted.ts';
import type { Uses } from './uses.ts';

export interface FreezeRequest {
  readonly name: string;
  readonly which: Wanted;
  readonly split?: SplitWishes | undefined;
}

/** Reviewed inspections on their way into datasets. What a call does stands in `contract/samples.ts`. */
export interface ReviewedSamples {
  preview(request: Pick<FreezeRequest, 'name' | 'which'>): Promise<SamplePreview>;
  /** Yields after every picture it opened. @throws LoupeError `conflict`, `not-written` */
  freeze(
    request: FreezeRequest,
    by: Actor,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, Counts & { readonly summary: DatasetSummary }>;
}

/** A picture that another station recorded, and that is not here yet. */
export interface Elsewhere {
  readonly station: string;
  readonly sha256: string;
}

/** @param ask has pictures brought here; it keeps nobody waiting @param station this one's id */
export function createReviewedSamples({
  station,
  samples,
  uses,
  datasets,
  images,
  ask,
}: {
  readonly station: string;
  readonly samples: Pick<Samples, 'reviewed'>;
  readonly uses: Pick<Uses, 'taken'>;
  readonly datasets: Pick<Datasets, 'list' | 'open' | 'freezeWith' | 'stored' | 'seen'>;
  readonly images: Pick<Images, 'has'>;
  readonly ask: (pictures: readonly Elsewhere[]) => void;
}): ReviewedSamples {
  /** Those that were asked for, and which of their pictures are not here. Those that are at their stations are asked for. */
  const look = async ({ name, which }: Pick<FreezeRequest, 'name' | 'which'>) => {
    const { all, upTo } = await samples.reviewed();
    const taken = await uses.taken(name);
    const wanted = isWanted(which, taken);
    const gone = new Map<string, Absent>();
    const elsewhere = new Map<string, Elsewhere>();
    for (const { id, image } of all.filter(wanted)) {
      const { sha256 } = image;
      if (gone.has(sha256) || (await images.has(sha256))) continue;
      const picture = { station: id.slice(0, id.lastIndexOf('-')), sha256 };
      gone.set(sha256, picture.station === station ? 'picture-gone' : 'picture-elsewhere');
      if (picture.station !== station) elsewhere.set(sha256, picture);
    }
    if (elsewhere.size > 0) ask([...elsewhere.values()]);
    const gathered = (start: Dataset | undefined): Gathered => {
      const absent = ({ image }: Reviewed) => gone.get(image.sha256) ?? null;
      const made = gather(start ?? empty(name), all, { wanted, absent });
      return { ...made, leftOut: [...made.leftOut, ...neverLabelled(which, all)] };
    };
    /** What the journal says of a version with these in it. */
    const frozen = ({ dataset, leftOut }: Gathered): FrozenSamples => {
      const count = dataset.entries.filter(({ name: of }) => of.startsWith('reviewed/')).length;
      const waiting = leftOut.flatMap((one) => (one.why === 'picture-elsewhere' ? one.inspection : []));
      // More than a line can name: nothing counts as gone through.
      if (which.kind !== 'new' || waiting.length > mostWaiting) return { count, upTo: null };
      const { [station]: own = null, ...rest } = upTo;
      const others = Object.fromEntries(Object.entries(rest).filter(([, line]) => line > 0));
      return {
        ...{ count, upTo: own },
        ...(Object.keys(others).length > 0 && { others }),
        ...(waiting.length > 0 && { waiting }),
      };
    };
    return { gone, gathered, frozen };
  };
  const current = async (name: string): Promise<Dataset | undefined> =>
    datasets.list().some((one) => one.name === name) ? (await datasets.open(name)).dataset : undefined;

  return {
    async preview(request) {
      const { gathered } = await look(request);
      const made = gathered(await current(request.name));
      const summary = datasets.list().find(({ name }) => name === request.name) ?? null;
      return { dataset: summary, ...countsOf(made) };
    },
    async *freeze(request, by, signal) {
      const { name, split } = request;
      const { gone, gathered, frozen } = await look(request);
      const { added } = gathered(await current(name));
      // Each is opened before anything is changed, so that one that cannot be read is left out by name.
      for (const [index, { entry }] of added.entries()) {
        signal?.throwIfAborted();
        const frame = await datasets.stored.frame(entry).catch(() => null);
        if (frame === null) gone.set(entry.image, 'picture-gone');
        else await datasets.seen(name, entry, lookOf(frame));
        yield { done: index + 1, total: added.length };
      }
      let counts: Counts | null = null;
      const summary = await datasets.freezeWith(name, by, (now) => {
        const made = gathered(now?.dataset);
        counts = countsOf(made);
        const { dataset, changed, takenOut } = made;
        const dealt = split && dataset.entries.every((entry) => entry.split === undefined);
        return Promise.resolve({
          dataset: dealt ? splitDataset(dataset, split) : dataset,
          made: `reviewed: ${made.added.length} added, ${changed.length} changed, ${takenOut.length} taken out`,
          samples: frozen(made),
        });
      });
      return { summary, ...counts! };
    },
  };
}

const empty = (name: string): Dataset => ({ format: 1, name, task: 'classify', classes: [], entries: [] });

/** Inspections that were asked for by name, and of which nobody ever said anything. */
function neverLabelled(which: Wanted, all: readonly Reviewed[]): LeftOut[] {
  if (which.kind !== 'inspections') return [];
  const known = new Set(all.map(({ id }) => id));
  return [...new Set(which.inspections)]
    .filter((id) => !known.has(id))
    .map((inspection) => ({ inspection, why: 'not-labelled' }));
}
