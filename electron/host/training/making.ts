import type { LimitTargets } from '../../../ml/evaluate/limits.ts';
import type { PackageFiles } from '../../../ml/package/files.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import type { Evaluation } from '../../../ml/evaluate/evaluation.ts';
import { mlflowFiles } from '../../../ml/package/mlflow.ts';
import { makeGolden } from '../../../ml/package/wrap/make-golden.ts';
import type { ModelProcess } from '../models/model-process.ts';
import type { Checkpoints } from './checkpoint.ts';
import type { TrainingDataset, TrainingPicture } from './dataset.ts';
import { spread } from './prepare.ts';
import type { ProcessOptions } from './run.ts';

/** What a run is to make, and out of what. */
export interface Order {
  readonly dataset: TrainingDataset;
  readonly name: string;
  readonly version: number;
  /** ISO time. */
  readonly created: string;
  readonly by: string;
  /** The run that makes it, for the record. */
  readonly run?: string | undefined;
  /** The model that it goes on from, for the record; its weights are in the checkpoint. */
  readonly from?: string | undefined;
  readonly targets: LimitTargets;
  /** For the whole run; null: as long as it takes. */
  readonly minutes: number | null;
}

export interface MakingOptions extends ProcessOptions {
  readonly kept: Checkpoints;
  readonly stopping: () => boolean;
}

/** A model, checked and tested, as the files of a package without its signature. */
export interface Made {
  readonly files: PackageFiles;
  readonly manifest: Manifest;
  readonly evaluation: Evaluation | undefined;
  /** What it is of, in a sentence, where a person stopped the run. */
  readonly stopped: string | null;
}

/** Figures that are numbers become the manifest's metrics. */
export function withMetrics(manifest: Manifest, evaluation: Evaluation | undefined): Manifest {
  const figures = Object.entries(evaluation ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return figures.length === 0
    ? manifest
    : { ...manifest, metrics: { ...manifest.metrics, ...Object.fromEntries(figures) } };
}

/** What the model answers to some of the pictures now. It is loaded. */
export async function goldenFiles(
  process: Pick<ModelProcess, 'run' | 'judge'>,
  manifest: Manifest,
  pictures: readonly TrainingPicture[],
): Promise<PackageFiles> {
  const shown = [];
  for (const { name, frame } of spread(pictures, 64)) shown.push({ name, frame: await frame() });
  const { files } = await makeGolden(manifest, shown, {
    run: (tensor) => process.run(tensor),
    judge: (frame) => process.judge(frame),
  });
  return files;
}

/** All files but the signature. */
export function packageFiles(
  manifest: Manifest,
  model: Uint8Array,
  card: string,
  golden: PackageFiles,
): PackageFiles {
  const text = (content: string) => new TextEncoder().encode(content);
  return new Map([
    ['model.onnx', model],
    ['model.json', text(`${JSON.stringify(manifest, null, 2)}\n`)],
    ['card.md', text(card)],
    ...golden,
    ...mlflowFiles(manifest, model),
  ]);
}
