import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { verdicts } from '../../../../ml/verdict/result.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { parseEvent } from '../../../contract/events.ts';
import type { DatasetReader } from '../../datasets/store.ts';
import { jsonBytes, readJsonIfThere, writeWhole } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import { eventOf, readLine } from '../../journal/line.ts';
import {
  listSealed,
  pathOf,
  rawLines,
  signaturePath,
  summaryPath,
  type Segment,
} from '../../journal/segments.ts';
import type { Platform } from '../../platform.ts';
import { msOf } from '../../time.ts';
import { dayKey, type Picture, type Plan, type SegmentPlan } from './plan.ts';
import type { Planned } from './planned.ts';
import {
  createSegmentReading,
  picturesShown,
  startChoosing,
  weightOf,
  type Choosing,
  type SegmentReading,
  type Work,
} from './read-segment.ts';

export interface PlannerDeps {
  readonly platform: Pick<Platform, 'files' | 'log'>;
  readonly journal: Pick<Journal, 'stationId' | 'line'>;
  readonly datasets: Pick<DatasetReader, 'read'>;
  readonly planned: Planned;
}

const choosingPath = 'registry/choosing.json';
const choosingSchema = z.strictObject({
  /** The segment that this is known after. */
  after: z.string(),
  scores: z.record(z.string(), z.array(z.number())),
  samples: z.array(
    z.strictObject({
      at: z.number(),
      verdict: z.enum(verdicts),
      image: z.string(),
      piece: z.string().exactOptional(),
    }),
  ),
});
/** Lines that are read without a pause. */
const turn = 50;

/** Writes down what every sealed segment makes owed, segment by segment, before any of it is sent. */
export function createPlanner({ platform: { files, log }, journal, datasets, planned }: PlannerDeps) {
  let choosing: Choosing | null = null;

  /** As it was left after the segment planned last. Saved after the plan, so that after a kill it is one segment behind at most. */
  async function choosingNow(last: SegmentPlan | null, segments: readonly Segment[]): Promise<Choosing> {
    if (choosing !== null) return choosing;
    if (last === null) return startChoosing;
    const saved = await readJsonIfThere(files, choosingPath, choosingSchema);
    const until = segments.findIndex(({ name }) => name === last.segment) + 1;
    const from = segments.findIndex(({ name }) => name === saved?.after) + 1;
    // Read from where it is known, or from the beginning: the same lines make the same choice again.
    const known = saved !== null && from > 0 && from <= until;
    let now: Choosing = known ? { scores: saved.scores, samples: saved.samples } : startChoosing;
    for (const segment of segments.slice(known ? from : 0, until))
      now = (await readSegment(segment, now)).reading.choosing;
    return now;
  }

  async function readSegment(segment: Segment, before: Choosing) {
    const reading = createSegmentReading(journal.stationId, before);
    let end: Uint8Array = new Uint8Array();
    let count = 0;
    for await (const { bytes } of rawLines(files, pathOf(segment), Number.MAX_SAFE_INTEGER)) {
      const event = eventOf(bytes);
      if (event !== null) reading.add(event);
      end = bytes;
      if (++count % turn === 0) await setImmediate();
    }
    const last = readLine(end);
    if (last === null) throw new Error(`the last line of ${segment.name} cannot be read`);
    return { reading: reading.end(), last };
  }

  /** What an earlier inspection of this station shows. */
  async function pictureOf(inspection: string): Promise<Picture[]> {
    if (!inspection.startsWith(`${journal.stationId}-`)) return [];
    try {
      const { line } = await journal.line(Number(inspection.slice(journal.stationId.length + 1)));
      const event = parseEvent(line);
      if (event?.kind !== 'inspection.recorded') return [];
      return picturesShown(event.data);
    } catch (error) {
      if (error instanceof LoupeError && error.code === 'not-found') return [];
      throw error;
    }
  }

  async function planOf(work: Work): Promise<Plan> {
    if (work.kind !== 'dataset') return work;
    try {
      const { entries } = await datasets.read(work.name, work.sha256);
      const pictures = entries.flatMap(({ image, width, height, mask }) => [
        { sha256: image, bytes: weightOf(width, height) },
        ...(mask === undefined ? [] : [{ sha256: mask.image, bytes: weightOf(mask.width, mask.height) }]),
      ]);
      return { ...work, pictures };
    } catch (error) {
      if (!(error instanceof LoupeError)) throw error;
      log({ level: 'error', what: 'a frozen dataset cannot be read', name: work.name, why: error.message });
      return { ...work, pictures: [] };
    }
  }

  async function plan(
    segment: Segment,
    earlier: SegmentPlan | null,
    choosing: Choosing,
  ): Promise<SegmentReading> {
    const { reading, last } = await readSegment(segment, choosing);
    const spoken: Picture[] = [];
    for (const inspection of reading.spokenOf) spoken.push(...(await pictureOf(inspection)));
    const place = { journal: last.journal, at: msOf(last.at) };
    const isNext = earlier !== null && dayKey(earlier) !== dayKey(place);
    const { figures } = reading;
    const before = earlier === null || isNext ? nothingCounted : earlier.day;
    const own: SegmentPlan = {
      ...{ kind: 'segment', segment: segment.name, ...place },
      ...(isNext && { before: { journal: earlier.journal, at: earlier.at } }),
      ...{ firstSeq: segment.firstSeq, lastSeq: last.seq, figures },
      ...(before && { day: totalOf(figures, before) }),
      pictures: [...reading.pictures, ...spoken],
    };
    const works: Plan[] = [];
    for (const work of reading.works) works.push(await planOf(work));
    const taken = new Set<string>();
    const once = <P extends Plan>(one: P): P =>
      'pictures' in one
        ? {
            ...one,
            pictures: one.pictures.filter(
              ({ sha256 }) => !planned.has(sha256) && !taken.has(sha256) && taken.add(sha256),
            ),
          }
        : one;
    await planned.add([once(own), ...works.map(once)]);
    return reading;
  }

  return {
    /** Plans every sealed segment that is not planned yet. @returns how many. @throws FileError, Error for one that cannot be read */
    async catchUp(): Promise<number> {
      const names = new Set((await files.list('journal')).map((name) => `journal/${name}`));
      const segments = await listSealed(files);
      let count = 0;
      for (const segment of segments) {
        const last = planned.last();
        if (last !== null && segment.firstSeq <= last.firstSeq) continue;
        // Its signature and summary come a moment after its name, or at the next start.
        if (!names.has(signaturePath(segment)) || !names.has(summaryPath(segment))) break;
        const reading = await plan(segment, last, await choosingNow(last, segments));
        choosing = reading.choosing;
        await writeWhole(files, choosingPath, jsonBytes({ after: segment.name, ...choosing }));
        count++;
      }
      return count;
    },
  };
}

type Counts = NonNullable<SegmentPlan['day']>;

const nothingCounted: Counts = { inspected: 0, defect: 0, unsure: 0, noResult: 0 };
const totalOf = (one: Counts, other: Counts): Counts => ({
  inspected: one.inspected + other.inspected,
  defect: one.defect + other.defect,
  unsure: one.unsure + other.unsure,
  noResult: one.noResult + other.noResult,
});
