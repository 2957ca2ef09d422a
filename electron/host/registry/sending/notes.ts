import { quantile } from '../../../../ml/evaluate/quantile.ts';
import type { TrainingDetail } from '../../../contract/training-runs.ts';
import type { Kept } from '../../evaluations/kept.ts';
import { msOf } from '../../time.ts';
import { inspectCollection, noteTag, type Begun, type Metric, type RunFacts, type RunKey } from '../runs.ts';
import { dayKey, type DatasetPlan, type SegmentPlan } from './plan.ts';

// What stands in the registry's own pages: pure, every time and number from what was recorded, so that saying it again changes nothing.

interface Run {
  readonly run: RunKey;
  readonly begun: Begun;
}

/** The run of the station's day on which the segment was sealed. */
export function dayRun(station: string, { at, journal }: Pick<SegmentPlan, 'at' | 'journal'>): Run {
  const key = dayKey({ at, journal });
  const day = key.slice(0, 10);
  return {
    run: { collection: inspectCollection(station), key },
    begun: {
      name: day,
      at: msOf(`${day}T00:00:00.000Z`),
      tags: {
        ...{ 'loupe.kind': 'day', 'loupe.station': station, 'loupe.day': day, 'loupe.journal': journal },
        ...{ 'mlflow.user': station, 'mlflow.source.name': 'loupe' },
        [noteTag]: `What station ${station} inspected on ${day}: a point in each chart for every sealed segment of its record, by the number of its first line or, as the charts can be set, by time. \`count/\` and \`rate/\` are of that segment, \`day/\` of the day up to it. The record itself is in \`journal/\`, signed; pictures of samples are in \`images/\`.`,
      },
    },
  };
}

/** The run of an earlier day, or of a journal that this one goes on from, as it is noted when the station has begun another. */
export function endedDay(station: string, before: NonNullable<SegmentPlan['before']>) {
  return { ...dayRun(station, before), facts: { ended: { at: before.at, status: 'FINISHED' } } as const };
}

/** Charts with a point for each sealed segment, `step` its first line. What judged may change in a day, so it is a tag and not a parameter. */
export function dayFacts({ figures, day, firstSeq, lastSeq, at }: SegmentPlan): RunFacts {
  const { inspected, defect, unsure, noResult, judgeP95, model, modelSha256, provider, app } = figures;
  const values: Record<string, number | null> = {
    // The page of a run lists them in this order.
    ...(day && {
      ...{ 'day/inspected': day.inspected, 'day/defect': day.defect, 'day/unsure': day.unsure },
      'day/no_result': day.noResult,
    }),
    ...{ 'count/inspected': inspected, 'count/defect': defect, 'count/unsure': unsure },
    ...{ 'count/no_result': noResult, 'rate/defect': inspected === 0 ? null : defect / inspected },
    ...{ 'ms/infer_p95': judgeP95, 'journal/last_seq': lastSeq },
    ...versionOf(model),
  };
  const tags = {
    ...{
      'loupe.app': app,
      'loupe.model': model,
      'loupe.model_sha256': modelSha256,
      'loupe.provider': provider,
    },
  };
  return { metrics: metricsOf(values, firstSeq, at), tags: withoutNull(tags) };
}

/** Which version judged, in a chart of its own for each model: `model/<name>`. */
function versionOf(model: string | null): Record<string, number> {
  const [name, version] = model?.split('@') ?? [];
  return name === undefined || version === undefined ? {} : { [`model/${name}`]: Number(version) };
}

export function datasetRun(
  station: string,
  { name, sha256, at, pictures }: DatasetPlan,
): Run & { facts: RunFacts } {
  return {
    run: { collection: `data/${name}`, key: sha256 },
    begun: {
      ...{ name: `${name} ${sha256.slice(0, 12)}`, at },
      tags: {
        ...{ 'loupe.kind': 'dataset', 'loupe.station': station, 'loupe.dataset_sha256': sha256 },
        ...{ 'mlflow.user': station, 'mlflow.source.name': 'loupe' },
        [noteTag]: `A frozen version of the dataset ${name}: its list is in \`dataset/\`, the pictures that no other run has in \`images/\`.`,
      },
    },
    facts: {
      metrics: metricsOf({ 'count/pictures_new': pictures.length }, 0, at),
      ended: { at, status: 'FINISHED' },
    },
  };
}

const statusOf = { done: 'FINISHED', stopped: 'FINISHED', cancelled: 'KILLED', failed: 'FAILED' } as const;

export function trainingNotes(
  station: string,
  at: number,
  detail: TrainingDetail,
): Run & { facts: RunFacts } {
  const { run, recipe, targets, minutes, from, several, curve, sizes, engine } = detail;
  const { began, queued, ended, dataset, state } = run;
  const end = ended === null ? at : msOf(ended);
  return {
    run: { collection: `train/${run.name}`, key: run.id },
    begun: {
      // In a narrow column only its beginning is seen.
      name: `${run.package ? `v${run.package.version}` : state} training of ${run.name}`,
      at: msOf(began ?? queued),
      tags: {
        ...{ 'loupe.kind': 'training', 'loupe.station': station, 'mlflow.user': run.by },
        ...{ 'loupe.dataset_sha256': dataset.hash, 'mlflow.source.name': 'loupe' },
        [noteTag]: `${run.name} was trained on the dataset ${dataset.name}: ${run.package ? `it is version ${run.package.version}` : (run.why ?? state)}. Recipe and every figure are in \`run.json\`.`,
      },
    },
    facts: {
      params: flat({
        ...{ task: run.task, seed: run.seed, dataset: dataset.name, dataset_sha256: dataset.hash, recipe },
        ...{ targets, minutes, from, several, sizes, engine },
      }),
      dataset: { name: dataset.name, sha256: dataset.hash, split: 'train' },
      metrics: [
        ...curve.flatMap(({ step, epoch, loss, validation }) =>
          metricsOf(
            {
              ...{ 'train/loss': loss, 'train/epoch': epoch },
              ...{ 'val/loss': validation?.loss ?? null, 'val/accuracy': validation?.accuracy ?? null },
            },
            step,
            end,
          ),
        ),
        ...metricsOf(
          Object.fromEntries(
            Object.entries(run.figures).map(([key, value]) => [`result/${snakeCase(key)}`, value]),
          ),
          0,
          end,
        ),
        ...metricsOf({ 'system/memory_bytes': run.memoryBytes }, 0, end),
      ],
      ...(run.package && { made: run.package.sha256 }),
      tags: withoutNull({
        'loupe.why': run.why,
        'loupe.package': run.package && `${run.package.name}@${run.package.version}`,
      }),
      ended: { at: end, status: state === 'queued' || state === 'running' ? 'KILLED' : statusOf[state] },
    },
  };
}

/** Counts of what was answered; MLflow shows two decimals, so the share that was missed stands there in thousandths, too. */
export function evaluationNotes(station: string, kept: Kept): Run & { facts: RunFacts } {
  const { model, dataset, split, answers, provider, thresholds } = kept;
  const at = msOf(kept.at);
  const side = split === 'valid' ? 'validation' : split;
  const count = (test: (one: Kept['answers'][number]) => boolean): number => answers.filter(test).length;
  const defective = count(({ truth }) => truth === 'defect');
  const escapes = count(({ truth, verdict }) => truth === 'defect' && verdict === 'pass');
  const good = count(({ truth }) => truth === 'pass');
  const rejected = count(({ truth, verdict }) => truth === 'pass' && verdict === 'defect');
  const missed = defective === 0 ? null : escapes / defective;
  const values = {
    pictures: answers.length,
    ...{ defective, escapes },
    false_rejects: rejected,
    unsure: count(({ verdict }) => verdict === 'unsure'),
    no_result: count(({ verdict }) => verdict === 'no-result'),
    miss_rate: missed,
    miss_per_1000: missed === null ? null : missed * 1000,
    ms_p95:
      answers.length === 0
        ? null
        : quantile(
            answers.map(({ ms }) => ms),
            0.95,
          ),
  };
  return {
    run: {
      collection: `train/${model.name}`,
      key: `evaluation-${model.sha256.slice(0, 32)}-${dataset.hash.slice(0, 32)}-${split}`,
    },
    begun: {
      name: `v${model.version} ${side} of ${model.name}`,
      // It was written down when the last picture was judged.
      at: at - Math.round(answers.reduce((sum, { ms }) => sum + ms, 0)),
      tags: {
        ...{ 'loupe.kind': 'evaluation', 'loupe.station': station, 'mlflow.user': kept.by },
        ...{ 'loupe.dataset_sha256': dataset.hash, 'mlflow.source.name': 'loupe' },
        'loupe.package': `${model.name}@${model.version}`,
        [noteTag]: `${model.name} ${model.version} judged the ${side} side of the dataset ${dataset.name}: ${escapes} of ${defective} defects passed, ${rejected} of ${good} good pieces were rejected. Every answer is in \`answers.json\`.`,
      },
    },
    facts: {
      judged: model.sha256,
      params: flat({ model, dataset, split, provider, thresholds }),
      dataset: { name: dataset.name, sha256: dataset.hash, split },
      metrics: metricsOf(
        Object.fromEntries(Object.entries(values).map(([key, value]) => [`${split}/${key}`, value])),
        0,
        at,
      ),
      ended: { at, status: 'FINISHED' },
    },
  };
}

/** As the charts of evaluations are called: `falseRejects` is `false_rejects`. */
const snakeCase = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Only numbers that a chart can show. */
const metricsOf = (values: Readonly<Record<string, number | null>>, step: number, at: number): Metric[] =>
  Object.entries(values).flatMap(([key, value]) =>
    value === null || !Number.isFinite(value) ? [] : [{ key, value, step, at }],
  );

/** `recipe.learningRate` and so on; a list is one value. Cut to what a parameter may hold: the whole stands in the run's files. */
function flat(value: unknown, key = ''): Record<string, string> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    return { [key]: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 6000) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => flat(inner, key === '' ? name : `${key}.${name}`)),
  ) as Record<string, string>;
}

const withoutNull = (tags: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
