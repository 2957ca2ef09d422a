import { z } from 'zod';
import { LoupeError } from '../../../contract/errors.ts';
import { parseEvent, stationId, type EventOf } from '../../../contract/events.ts';
import { jsonBytes, readJsonIfThere, writeWhole } from '../../durable.ts';
import type { Images } from '../../images/images.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import type { Journal } from '../../journal/journal.ts';
import type { OtherJournals } from '../../journal/journals.ts';
import type { Platform } from '../../platform.ts';
import { picturesOf, type Picture, type PicturesPlan, type SegmentPlan } from './plan.ts';
import type { Planned } from './planned.ts';
import { picturesShown } from './read-segment.ts';

export interface AnswersDeps {
  readonly platform: Pick<Platform, 'files' | 'log'>;
  readonly journal: Pick<Journal, 'stationId' | 'line'>;
  readonly images: Pick<Images, 'has'>;
  readonly others: Pick<OtherJournals, 'stations' | 'journal'>;
  readonly planned: Planned;
}

const path = 'registry/answered.json';
const answeredSchema = z.strictObject({
  format: z.literal(1),
  /** So many plans of this kind there were: with fewer, some were lost, and all is read again. */
  plans: z.number().int().min(0),
  /** Up to which line each station's wishes are planned. */
  through: z.record(stationId, z.number().int().min(0)),
});

const isWish = (line: string): boolean => line.includes('"kind":"image.wanted"');

/** Plans the pictures of this station that others, which it follows, asked for: each once, to where its segment lies. */
export function createAnswers({ platform, journal, images, others, planned }: AnswersDeps) {
  const { files, log } = platform;
  let through: Record<string, number> | null = null;
  const plansNow = () => planned.plans().filter(({ kind }) => kind === 'pictures').length;

  async function read(): Promise<Record<string, number>> {
    const found = await readJsonIfThere(files, path, answeredSchema);
    return found !== null && found.plans <= plansNow() ? found.through : {};
  }

  /** Where an inspection of this station lies; null for one that is not planned: nobody else can know of it. */
  const segmentOf = (seq: number): SegmentPlan | null =>
    planned
      .plans()
      .findLast(
        (plan): plan is SegmentPlan => plan.kind === 'segment' && plan.firstSeq <= seq && seq <= plan.lastSeq,
      ) ?? null;

  /** The picture that is asked for; null where this station has no such picture of such an inspection. */
  async function pictureOf({ data }: EventOf<'image.wanted'>, seq: number): Promise<Picture | null> {
    try {
      const event = parseEvent((await journal.line(seq)).line);
      if (event?.kind !== 'inspection.recorded') return null;
      const picture = picturesShown(event.data).find(({ sha256 }) => sha256 === data.sha256) ?? null;
      if (picture === null || (await images.has(picture.sha256))) return picture;
      log({
        level: 'warn',
        what: 'a picture that was asked for is no longer here',
        inspection: data.inspection,
      });
      return null;
    } catch (error) {
      if (error instanceof LoupeError && error.code === 'not-found') return null;
      throw error;
    }
  }

  /** @param by the station whose wishes after a line are read */
  async function plansFor(by: string, after: number): Promise<PicturesPlan[]> {
    const plans = new Map<number, PicturesPlan>();
    for await (const event of eventsAfter(others.journal(by), after, isWish)) {
      if (event.kind !== 'image.wanted') continue;
      const [whose, number] = event.data.inspection.split('-');
      if (whose !== journal.stationId) continue;
      const segment = segmentOf(Number(number));
      const picture = segment && (await pictureOf(event, Number(number)));
      if (segment === null || picture === null) continue;
      const { firstSeq, at, journal: id } = segment;
      const lies = (plan: { readonly kind: string; readonly firstSeq?: number }) =>
        (plan.kind === 'segment' || plan.kind === 'pictures') && plan.firstSeq === firstSeq;
      const before = [...planned.plans(), ...plans.values()].filter(lies).flatMap(picturesOf);
      if (before.some(({ sha256 }) => sha256 === picture.sha256)) continue;
      const begun = plans.get(firstSeq) ?? {
        ...{ kind: 'pictures', by, line: event.seq, journal: id, firstSeq, at, pictures: [] },
      };
      plans.set(firstSeq, { ...begun, pictures: [...begun.pictures, picture] });
    }
    return [...plans.values()];
  }

  return {
    /** Call after every sealed segment is planned. @throws FileError */
    async catchUp(): Promise<void> {
      through ??= await read();
      const before = through;
      for (const { station, head } of others.stations()) {
        const after = through[station] ?? 0;
        if (head.seq <= after) continue;
        const [first, ...more] = await plansFor(station, after);
        if (first !== undefined) await planned.add([first, ...more]);
        through = { ...through, [station]: head.seq };
      }
      if (through === before) return;
      await writeWhole(files, path, jsonBytes({ format: 1, plans: plansNow(), through }));
    },
  };
}
