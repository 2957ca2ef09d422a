import type { EventData } from '../../../contract/events.ts';
import { inspection, technician } from '../../events.fixture.ts';
import type { createPictures } from '../../inspection/pictures.ts';
import type { MemoryPlatform } from '../../platform-memory.fixture.ts';
import { createJournals, type OtherJournals } from '../../journal/journals.ts';
import { createReview, type NewLabel } from '../../review/review.ts';
import { createSamples } from '../../samples/samples.ts';
import { ada, openRoom, type openRoomOn, png } from '../room.fixture.ts';
import { createReviewedSamples, type Elsewhere } from './reviewed-samples.ts';
import { createUses } from './uses.ts';

/** A station whose inspections are labelled and become datasets, on a disk in memory, with a real image worker. */
export async function openBench(
  pictures: ReturnType<typeof createPictures>,
  memory?: MemoryPlatform,
  others?: OtherJournals,
) {
  const room = await openRoom(pictures, memory);
  return { memory: room.memory, ...benchIn(room, others) };
}

/** Such a station in a room that is open. */
export function benchIn(room: Awaited<ReturnType<typeof openRoomOn>>, others?: OtherJournals) {
  const { journal, images, datasets } = room;
  const journals = createJournals(journal, others);
  const samples = createSamples(journals);
  const uses = createUses({ journals, versions: datasets.versions });
  const asked: Elsewhere[] = [];
  const review = createReview(journals, { roles: () => ({}), standing: samples.standing });
  return {
    ...{ ...room, journals, samples, uses, review },
    reviewed: createReviewedSamples({
      ...{ samples, uses, datasets, images },
      station: journal.stationId,
      ask: (pictures) => asked.push(...pictures),
    }),
    /** Pictures that were asked for of other stations. */
    asked,
    /** Records an inspection of a picture of 40 × 30 like no other with another seed. @returns its id */
    async inspect(seed: number, change: Partial<EventData<'inspection.recorded'>> = {}): Promise<string> {
      const bytes = await png(seed);
      const sha256 = await images.put('png', bytes);
      const image = { sha256, type: 'png' as const, width: 40, height: 30, bytes: bytes.length };
      const { seq } = await journal.append(
        'inspection.recorded',
        inspection(sha256, '', { image, ...change }),
        technician,
      );
      return `${journal.stationId}-${seq}`;
    },
    /** @returns the label's id */
    async label(of: string, verdict: NewLabel['verdict'], more: Partial<NewLabel> = {}): Promise<string> {
      const [id = ''] = await review.label([{ inspection: of, replaces: [], verdict, ...more }], ada);
      return id;
    },
  };
}
