import type { Dataset } from '../../../../ml/dataset/dataset.ts';
import { lookOf } from '../../../../ml/dataset/look.ts';
import { splitDataset, type SplitWishes } from '../../../../ml/dataset/split.ts';
import { gather, type Gathered, type LeftOut } from '../../../../ml/sample/gather.ts';
import type { Reviewed } from '../../../../ml/sample/reviewed.ts';
import type { DatasetSummary } from '../../../contract/datasets.ts';
import type { Actor } from '../../../contract/people.ts';
import type { SamplePreview, Wanted } from '../../../contract/samples.ts';
import type { Images } from '../../images/images.ts';
import type { Samples } from '../../samples/samples.ts';
import type { Datasets } from '../datasets.ts';
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

export function createReviewedSamples({
  samples,
  uses,
  datasets,
  images,
}: {
  readonly samples: Pick<Samples, 'reviewed'>;
  readonly uses: Pick<Uses, 'takenUpTo'>;
  readonly datasets: Pick<Datasets, 'list' | 'open' | 'freezeWith' | 'stored' | 'seen'>;
  readonly images: Pick<Images, 'has'>;
}): ReviewedSamples {
  /** Those that were asked for, and which of their pictures are gone. */
  const look = async ({ name, which }: Pick<FreezeRequest, 'name' | 'which'>) => {
    const { all, upTo } = await samples.reviewed();
    const wanted = isWanted(which, await uses.takenUpTo(name));
    const gone = new Set<string>();
    for (const sha256 of new Set(all.filter(wanted).map(({ image }) => image.sha256)))
      if (!(await images.has(sha256))) gone.add(sha256);
    const gathered = (start: Dataset | undefined): Gathered => {
      const made = gather(start ?? empty(name), all, { wanted, there: (sha256) => !gone.has(sha256) });
      return { ...made, leftOut: [...made.leftOut, ...neverLabelled(which, all)] };
    };
    return { upTo: which.kind === 'new' ? upTo : null, gone, gathered };
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
      const { upTo, gone, gathered } = await look(request);
      const { added } = gathered(await current(name));
      // Each is opened before anything is changed, so that one that cannot be read is left out by name.
      for (const [index, { entry }] of added.entries()) {
        signal?.throwIfAborted();
        const frame = await datasets.stored.frame(entry).catch(() => null);
        if (frame === null) gone.add(entry.image);
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
          samples: {
            count: dataset.entries.filter(({ name: of }) => of.startsWith('reviewed/')).length,
            upTo,
          },
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
