import { decode } from '../decode/decode.ts';
import { figuresOf, type Figures, type JudgedCase } from '../evaluate/figures.ts';
import { rgbOf } from '../image/colour.ts';
import type { Frame } from '../image/frame.ts';
import { createPreprocessor } from '../image/preprocess.ts';
import { encodeY4m } from '../image/y4m.ts';
import type { PackageFiles } from '../package/files.ts';
import { writeGolden, type GoldenFrame, type GoldenTensorDraft } from '../package/golden.ts';
import type { Manifest } from '../package/manifest.ts';
import { mlflowFiles } from '../package/mlflow.ts';
import { judge } from '../verdict/judge.ts';
import { fitAnomaly, type AnomalyFit, type FittedAnomaly, type LoadedModel } from './anomaly.ts';
import { anomalyTensors } from './anomaly-graph.ts';
import { anomalyCard } from './card.ts';
import { cell } from './features.ts';
import { withModel } from './fit-tensors.ts';

/** A picture that was not fitted to, with what it truly shows. */
export type TrialPicture = Pick<JudgedCase, 'defective' | 'boxes'> & { readonly frame: Frame };

export interface StarterRequest extends Omit<AnomalyFit, 'frames' | 'alignment'> {
  readonly frames: readonly Frame[];
  /** Unseen pictures for the figures of the card; without any the card says so. */
  readonly trial: Iterable<TrialPicture>;
  /** One sentence of the card: what the pictures show and where they come from. */
  readonly pictures: string;
  readonly onTrial?: (done: number) => void;
}

export interface StarterPackage {
  /** Everything but the signature, which the station adds with its own key. */
  readonly files: PackageFiles;
  readonly fitted: FittedAnomaly;
  readonly figures: Figures | undefined;
}

const goldenFrames = 8;
const goldenTensors = 64;
/** Golden answers stay this far from both limits, so that a provider's rounding cannot turn a verdict. */
const clearOf = 0.03;

/** From good pictures to the files of a package: model, manifest, golden cases, card. */
export async function makeStarterPackage(request: StarterRequest): Promise<StarterPackage> {
  const fitted = await fitAnomaly(request);
  const { manifest, model } = fitted;
  return withModel(request.engine(manifest.input), model, async (loaded) => {
    const judgeFrame = createJudge(manifest, loaded);
    const cases: JudgedCase[] = [];
    const frames: GoldenFrame[] = [];
    const tensors: GoldenTensorDraft[] = [];
    const keep = async (frame: Frame, name: string): Promise<JudgedCase['judgement']> => {
      const { judgement, levels, map } = await judgeFrame(frame);
      if (tensors.length < goldenTensors)
        tensors.push({ name, input: levels, outputs: { [anomalyTensors.map]: map } });
      if (frames.length < goldenFrames) {
        const planes = asPlanes(frame);
        const { verdict, score, findings } =
          planes === frame ? judgement : (await judgeFrame(planes)).judgement;
        const clear = Object.values(manifest.thresholds).every((limit) => Math.abs(score - limit) > clearOf);
        if (clear && verdict !== 'no-result')
          frames.push({ name, y4m: encodeY4m(planes), verdict, score, findings });
      }
      return judgement;
    };
    for (const { frame, defective, boxes } of request.trial) {
      cases.push({ judgement: await keep(frame, `trial ${cases.length + 1}`), defective, boxes });
      request.onTrial?.(cases.length);
    }
    for (const [i, frame] of request.frames.entries()) {
      if (tensors.length < goldenTensors || frames.length < goldenFrames) await keep(frame, `good ${i + 1}`);
    }
    const figures = cases.length > 0 ? figuresOf(cases) : undefined;
    const full: Manifest = {
      ...manifest,
      metrics: { ...manifest.metrics, ...(figures && metricsOf(figures)) },
    };
    const text = (content: string): Uint8Array => new TextEncoder().encode(content);
    const files = new Map<string, Uint8Array>([
      ['model.onnx', model],
      ['model.json', text(`${JSON.stringify(full, null, 2)}\n`)],
      ['card.md', text(anomalyCard({ ...fitted, manifest: full }, request.pictures, figures))],
      ...writeGolden({ tolerance: { default: 0.02, cpu: 0.002 }, tensors, frames }, full),
      ...mlflowFiles(full, model),
    ]);
    return { files, fitted: { ...fitted, manifest: full }, figures };
  });
}

/** The whole path of the station, and the tensors on its way: pixel levels in, map out. */
function createJudge(manifest: Manifest, loaded: LoadedModel) {
  const preprocessor = createPreprocessor(manifest.input);
  const [mean = 0] = manifest.input.mean;
  const [std = 1] = manifest.input.std;
  return async (frame: Frame) => {
    const placement = preprocessor.run(frame);
    const levels = Uint8Array.from(preprocessor.tensor, (x) => Math.round(x * std + mean));
    const data = (await loaded.run(preprocessor.tensor.slice())).slice();
    const map = { dims: [1, 1, manifest.input.height / cell, manifest.input.width / cell], data };
    const decoded = decode(manifest, new Map([[anomalyTensors.map, map]]), frame, placement);
    return { judgement: judge(manifest, decoded), levels, map };
  };
}

/** Y4M holds no RGB: a grey plane is what a grey model sees of it. */
function asPlanes(frame: Frame): Frame {
  return frame.layout === 'rgb' ? greyOf(frame) : frame;
}

function greyOf(frame: Frame): Frame {
  const rgb = rgbOf(frame);
  const data = new Uint8Array(frame.width * frame.height);
  for (let i = 0; i < data.length; i++)
    data[i] = (rgb[3 * i]! * 19596 + rgb[3 * i + 1]! * 38470 + rgb[3 * i + 2]! * 7470 + 32768) >> 16;
  return { ...frame, layout: 'grey', colour: { ...frame.colour, range: 'full' }, data };
}

function metricsOf({ auroc, good, defective, ...counts }: Figures): Record<string, number> {
  return { trialGood: good, trialDefective: defective, ...counts, ...(auroc !== undefined && { auroc }) };
}
