import { isDeepStrictEqual } from 'node:util';
import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { LoupeError } from '../../contract/errors.ts';
import { parseEvent, type EventOf, type StepRecord } from '../../contract/events.ts';
import type { Images } from '../images/images.ts';
import type { Journal } from '../journal/journal.ts';
import type { Model } from '../models/model.ts';
import type { Engine } from './engine.ts';
import type { Pictures } from './pictures.ts';

/** One stored inspection, judged again. */
export interface Replayed {
  readonly seq: number;
  readonly id: string;
  /** `skipped`: it was never judged (a fault ended it), or its image was reduced; `impossible`: see `why`. */
  readonly outcome: 'equal' | 'different' | 'skipped' | 'impossible';
  readonly why?: string;
}

export interface ReplayDeps {
  readonly journal: Pick<Journal, 'read' | 'stationId'>;
  readonly images: Pick<Images, 'get'>;
  readonly models: { open(sha256: string): Promise<Model> };
  readonly pictures: Pick<Pictures, 'decode'>;
  /** An engine of its own, without better providers than the one recorded: equal numbers are promised on the same provider. */
  readonly engine: Pick<Engine, 'use' | 'judge'>;
  readonly limitMs: number;
}

/** Judges every stored inspection again, oldest first, and compares score, verdict and findings exactly, step by step. */
export async function* replay(deps: ReplayDeps): AsyncIterable<Replayed> {
  let loaded = '';
  for await (const event of inspections(deps.journal)) {
    const { seq, data } = event;
    const answer = (outcome: Replayed['outcome'], why?: string): Replayed => ({
      seq,
      id: `${deps.journal.stationId}-${seq}`,
      outcome,
      ...(why === undefined ? {} : { why }),
    });
    if (data.steps.length === 0) {
      yield answer('skipped', `never judged: ${data.reason ?? 'no steps'}`);
      continue;
    }
    try {
      const wanted = data.steps.map((step) => step.sha256).join(' ');
      if (wanted !== loaded) {
        const models = await Promise.all(data.steps.map((step) => deps.models.open(step.sha256)));
        // Every recorded step ran, so every step runs again, whatever it answers.
        await deps.engine.use(models.map((model) => ({ model, stopOn: [] })));
        loaded = wanted;
      }
      const frame = await storedFrame(deps, data.image);
      const { steps } = await deps.engine.judge(frame, { limitMs: deps.limitMs });
      const why = steps
        .map((step, index) => difference(data.steps[index], step))
        .find((found) => found !== null);
      yield why == null ? answer('equal') : answer('different', why);
    } catch (error) {
      yield answer('impossible', error instanceof Error ? error.message : String(error));
    }
  }
}

/** What is not the same, in words; null: nothing. */
function difference(
  was: StepRecord | undefined,
  is: Pick<StepRecord, 'verdict' | 'score' | 'findings' | 'engine'>,
): string | null {
  if (was === undefined) return 'a step more than recorded';
  if (was.engine.provider !== is.engine.provider)
    return `ran on ${is.engine.provider}, recorded on ${was.engine.provider}`;
  if (was.score !== is.score) return `score ${is.score}, recorded ${was.score}`;
  if (was.verdict !== is.verdict) return `verdict ${is.verdict}, recorded ${was.verdict}`;
  return isDeepStrictEqual(was.findings.map(inPixels), is.findings) ? null : 'other findings than recorded';
}

/** Millimetres come from the camera's setup, not from the model. */
function inPixels(finding: StepRecord['findings'][number]): StepRecord['findings'][number] {
  const { lengthMm: _, ...rest } = finding;
  return rest;
}

async function storedFrame(
  { images, pictures }: ReplayDeps,
  image: EventOf<'inspection.recorded'>['data']['image'],
): Promise<Frame> {
  const { type, bytes } = await images.get(image.sha256);
  if (type !== image.type)
    throw new LoupeError('conflict', { what: `image is ${type}, recorded as ${image.type}` });
  return type === 'y4m' ? decodeY4m(bytes) : (await pictures.decode(bytes, image.page, image.depth)).frame;
}

const pageBytes = 1_000_000;

async function* inspections(journal: Pick<Journal, 'read'>): AsyncIterable<EventOf<'inspection.recorded'>> {
  let after = 0;
  for (;;) {
    const { lines } = await journal.read(after, pageBytes);
    if (lines.length === 0) return;
    for (const line of new TextDecoder().decode(lines).trimEnd().split('\n')) {
      const { seq } = JSON.parse(line) as { seq: number };
      after = seq;
      const event = parseEvent(line);
      if (event?.kind === 'inspection.recorded') yield event;
    }
  }
}
