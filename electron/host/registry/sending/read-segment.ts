import { quantile } from '../../../../ml/evaluate/quantile.ts';
import { choose, nothingSeen, type Memory } from '../../../../ml/sample/choose.ts';
import { disagree } from '../../../../ml/sample/disagreement.ts';
import { defaultPolicy, samplePolicySchema, type SamplePolicy } from '../../../../ml/sample/policy.ts';
import type { EventOf, JournalEvent } from '../../../contract/events.ts';
import { msOf } from '../../time.ts';
import type { Picture, Plan, SegmentFigures } from './plan.ts';

/** What the choice of samples remembers from one segment to the next. */
export type Choosing = Memory;
export const startChoosing: Choosing = nothingSeen;

/** What came about in a segment beside inspections. A dataset's pictures are not in its line: they are read where it lies. */
export type Work =
  Exclude<Plan, { kind: 'segment' | 'dataset' }> | Omit<Extract<Plan, { kind: 'dataset' }>, 'pictures'>;

/** What the lines of one segment say that somebody elsewhere wants to have. */
export interface SegmentReading {
  readonly figures: SegmentFigures;
  /** Pictures of its samples, each once, in the order of the journal. */
  readonly pictures: readonly Picture[];
  /** Earlier inspections that people said something of here: their pictures are samples from now on. */
  readonly spokenOf: readonly string[];
  readonly works: readonly Work[];
  readonly choosing: Choosing;
}

/** Reads a segment line by line. Pure: the same lines after the same ones give the same. */
export function createSegmentReading(stationId: string, before: Choosing) {
  let policy: SamplePolicy = defaultPolicy;
  let memory: Memory = before;
  let app = '';
  const counts = { inspected: 0, defect: 0, unsure: 0, noResult: 0 };
  const judged: number[] = [];
  let last: EventOf<'inspection.recorded'>['data']['steps'][number] | undefined;
  const pictures = new Map<string, Picture>();
  const recorded = new Map<string, readonly Picture[]>();
  const spokenOf = new Set<string>();
  const works: Work[] = [];
  const believe = (said: unknown) => {
    const read = samplePolicySchema.safeParse(said);
    if (read.success) policy = read.data;
  };
  const take = (all: readonly Picture[]) => {
    for (const one of all) pictures.set(one.sha256, one);
  };
  const speakOf = (inspection: string) => {
    const here = recorded.get(inspection);
    if (here === undefined) spokenOf.add(inspection);
    else take(here);
  };
  const inspected = (event: EventOf<'inspection.recorded'>) => {
    const { verdict, steps } = event.data;
    counts.inspected++;
    if (verdict === 'defect') counts.defect++;
    if (verdict === 'unsure') counts.unsure++;
    if (verdict === 'no-result') counts.noResult++;
    if (steps.length > 0)
      judged.push(steps.reduce((sum, { ms }) => sum + ms.preprocess + ms.run + ms.decode, 0));
    last = steps.at(-1) ?? last;
    const id = `${stationId}-${event.seq}`;
    const shown = picturesShown(event.data);
    recorded.set(id, shown);
    const chosen = choose(policy, judgedOf(id, event), memory);
    memory = chosen.memory;
    if (chosen.reasons.length > 0) take(shown);
  };
  return {
    add(event: JournalEvent): void {
      const at = msOf(event.at);
      switch (event.kind) {
        case 'segment.opened':
          app = event.data.app;
          believe(event.data.samplePolicy);
          break;
        case 'settings.changed':
          believe(event.data.changes.findLast(({ path }) => path === 'samplePolicy')?.to);
          break;
        case 'inspection.recorded':
          inspected(event);
          break;
        case 'label.set':
        case 'review.requested':
          speakOf(event.data.inspection);
          break;
        case 'second-look.asked':
          if (event.data.asked) speakOf(event.data.inspection);
          break;
        case 'disposition.set':
          if (event.data.disposition === 'leave-to-qa') speakOf(event.data.inspection);
          break;
        case 'dataset.frozen': {
          const { name, sha256 } = event.data;
          works.push({ kind: 'dataset', name, sha256, at });
          break;
        }
        case 'training.ended': {
          const { run, name, package: made } = event.data;
          if (made !== null) works.push({ kind: 'package', ...made, at });
          works.push({ kind: 'training', name, run, at });
          break;
        }
        case 'limits.moved': {
          const { name, version, sha256 } = event.data;
          works.push({ kind: 'package', name, version, sha256, at });
          break;
        }
        case 'evaluation.made': {
          const { name, sha256: model, dataset, split } = event.data;
          if (split === 'train' || split === 'valid' || split === 'test')
            works.push({ kind: 'evaluation', name, model, dataset, split, at });
          break;
        }
      }
    },
    end: (): SegmentReading => ({
      figures: {
        ...counts,
        judgeP95: judged.length === 0 ? null : quantile(judged, 0.95),
        model: last === undefined ? null : `${last.model}@${last.version}`,
        modelSha256: last?.sha256 ?? null,
        provider: last?.engine.provider ?? null,
        app,
      },
      pictures: [...pictures.values()],
      spokenOf: [...spokenOf],
      works,
      choosing: memory,
    }),
  };
}

/** What somebody who looks at an inspection sees: its picture, and the score maps of its steps. */
export const picturesShown = ({ image, steps }: EventOf<'inspection.recorded'>['data']): Picture[] => [
  { sha256: image.sha256, bytes: image.bytes },
  ...steps.flatMap(({ map }) =>
    map === undefined ? [] : [{ sha256: map.sha256, bytes: weightOf(map.width, map.height) }],
  ),
];

/** A compressed picture has about half a byte a pixel; what matters is only that it is the same every time. */
export const weightOf = (width: number, height: number): number => Math.ceil((width * height) / 2);

/** What the rule looks at; the same that the screens' projection shows it. */
function judgedOf(id: string, { at, data }: EventOf<'inspection.recorded'>): Parameters<typeof choose>[1] {
  const { verdict, score, steps, image, identity } = data;
  const step = steps.find((one) => one.verdict === verdict) ?? steps.at(-1);
  return {
    ...{ id, at: msOf(at), verdict, score, disagreed: disagree(steps) },
    limits: step?.thresholds,
    package: step && `${step.model} v${step.version}`,
    image: image.page === undefined ? image.sha256 : `${image.sha256} ${image.page}`,
    piece: identity.serial ?? identity.instrument,
  };
}
