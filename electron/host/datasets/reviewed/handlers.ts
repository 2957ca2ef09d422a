import { studyOf } from '../../../../ml/sample/study.ts';
import type { Actor } from '../../../contract/people.ts';
import { mostWanted } from '../../../contract/samples.ts';
import { os, type Session } from '../../../contract/server.ts';
import type { Samples } from '../../samples/samples.ts';
import { inProgress } from '../handlers.ts';
import type { ReviewedSamples } from './reviewed-samples.ts';
import type { Uses } from './uses.ts';

export interface SampleRooms {
  readonly samples: Samples;
  readonly reviewedSamples: ReviewedSamples;
  readonly uses: Uses;
}

/** The part of the contract that is about samples: the rooms of samples and of datasets answer it together. */
export const sampleHandlers = (
  { samples, reviewedSamples, uses }: SampleRooms,
  actor: (session: Session) => Actor,
) => ({
  preview: os.samples.preview.handler(({ input }) => reviewedSamples.preview(input)),
  freeze: os.samples.freeze.handler(async function* ({ input, context, signal }) {
    const work = reviewedSamples.freeze(input, actor(context.session), signal);
    yield { state: 'done' as const, ...(yield* inProgress(work)) };
  }),
  usedIn: os.samples.usedIn.handler(({ input }) => uses.usedIn(input.inspection)),
  study: os.samples.study.handler(async () => studyOf((await samples.reviewed()).all)),
  mistakes: os.samples.mistakes.handler(async () =>
    (await samples.mistakes()).map(({ inspections, ...group }) => ({
      ...group,
      count: inspections.length,
      inspections: inspections.slice(0, mostWanted),
    })),
  ),
});
