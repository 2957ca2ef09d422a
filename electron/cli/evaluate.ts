import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usualChanges } from '../../ml/evaluate/change.ts';
import { evaluationOf, judgedOf, type EvaluatedCase } from '../../ml/evaluate/evaluation.ts';
import { evaluationPage } from '../../ml/evaluate/report.ts';
import { gateFailures } from '../../ml/evaluate/gate.ts';
import { mistakesByName } from '../../ml/evaluate/mistakes.ts';
import { createPixelTally } from '../../ml/evaluate/pixel-auroc.ts';
import { precisionRecallCurve } from '../../ml/evaluate/precision-recall.ts';
import { countParameters } from '../../ml/onnx/parameters.ts';
import { readModel } from '../../ml/onnx/read.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { parseArguments, positive, wholeNumber } from './arguments.ts';
import { meaningOf } from './class-meaning.ts';
import { sentences, type EvaluationAnswer } from './evaluate-words.ts';
import { gateOf, gateOptions } from './gate-flags.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { compareJudged, judgeDataset } from './judge-dataset.ts';
import { openBench } from './model-worker.ts';
import { openSet } from './open-set.ts';
import { partOf, type LabelledPicture } from './picture-set.ts';
import { tryChanges } from './robustness.ts';
import { openPackageFolder } from './station.ts';

const text = { type: 'string' } as const;

/** `loupe evaluate PACKAGE DATASET` */
export async function evaluateCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    ...{ split: text, pass: text, info: text, limit: text, against: text, report: text },
    ...{ beta: text, overlap: text, robustness: { type: 'boolean' } },
    ...gateOptions,
  });
  const [folder, dataset, ...more] = positionals;
  if (folder === undefined || dataset === undefined || more.length > 0)
    throw new UsageError('name one package and one dataset');
  const gate = await gateOf(values);
  const limit = values.limit === undefined ? Infinity : wholeNumber('limit', values.limit, 0, 1e9);
  const options = {
    ...(values.beta !== undefined && { beta: positive('beta', values.beta, 100) }),
    ...(values.overlap !== undefined && { overlap: positive('overlap', values.overlap, 1) }),
  };
  const model = await openPackageFolder(folder);
  const other = values.against === undefined ? null : await openPackageFolder(values.against);
  const { manifest } = model;
  const own = new Map(manifest.classes.map(({ name, verdict }) => [name, verdict]));
  const bench = await openBench(io);
  try {
    const set = await openSet(dataset, values.data, bench, io);
    const truthOf = meaningOf(values, (label) => set.meanings.get(label) ?? own.get(label));
    const { split, pictures: part } = partOf(set, values.split, limit);
    const pictures = set.numbered ? part.map((one) => byPlace(one, manifest)) : part;
    const tally = createPixelTally();
    const cases = await judgeDataset(bench, model, pictures, truthOf, io, tally);
    if (cases === null) return 1;
    const trial = (changes: Parameters<typeof tryChanges>[4]) =>
      tryChanges(bench, manifest, pictures, truthOf, changes, io);
    const noise = await trial(gate.noise === undefined ? [] : [{ kind: 'noise', sigma: gate.noise }]);
    const robustness = await trial(values.robustness === true ? usualChanges : []);
    const others = other && (await judgeDataset(bench, other, pictures, truthOf, io));
    if (noise === null || robustness === null || (other !== null && others === null)) return 1;

    const evaluation = evaluationOf(manifest, cases, { ...options, pixelAuroc: tally.auroc() });
    const measured = {
      parameters: Math.max(manifest.parameters ?? 0, countParameters(readModel(model.onnx))),
      bytes: model.onnx.length,
    };
    const against = other &&
      others && {
        model: nameOf(other.manifest),
        ...evaluationOf(other.manifest, others, options),
        comparison: compareJudged({ manifest, cases }, { manifest: other.manifest, cases: others }),
      };
    const blocks = gate.checkDataset === true ? await set.blocks() : undefined;
    const noiseAccuracy = noise[0]?.accuracy;
    const failed = [...gateFailures({ evaluation, ...measured, noiseAccuracy, datasetBlocks: blocks }, gate)];
    if (against?.comparison.answer === 'worse')
      failed.push(`worse than ${against.model} on the same pictures`);
    const answer: EvaluationAnswer = {
      ...{ model: nameOf(manifest), dataset, split, task: manifest.task, ...evaluation, ...measured },
      ...(set.hash !== undefined && { datasetHash: set.hash }),
      mistakes: mistakesByName(manifest, cases),
      ...(noise[0] && { noise: noise[0] }),
      ...(robustness.length > 0 && { robustness }),
      ...(against && { against }),
      gate: { passed: failed.length === 0, failed },
    };
    if (values.report !== undefined) await writeReport(resolve(values.report), answer, cases);
    io.stdout(values.json ? JSON.stringify(answer) : sentences(answer));
    return failed.length === 0 ? 0 : 1;
  } finally {
    await bench.close();
  }
}

/** A page, or JSON where the file's name says so. */
async function writeReport(
  file: string,
  answer: EvaluationAnswer,
  cases: readonly EvaluatedCase[],
): Promise<void> {
  if (/\.json$/i.test(file)) return writeFile(file, `${JSON.stringify(answer, null, 2)}\n`);
  const judged = answer.auroc === undefined ? [] : judgedOf(cases);
  const curve = precisionRecallCurve(
    judged.map(({ score }) => score),
    judged.map(({ truth }) => truth === 'defect'),
  );
  await writeFile(file, evaluationPage(answer, curve?.points ?? []));
}

/** A picture whose label is the place of a class. */
const byPlace = (picture: LabelledPicture, { classes }: Manifest): LabelledPicture => ({
  ...picture,
  label: classes[Number(picture.label)]?.name ?? picture.label,
});

const nameOf = ({ name, version }: Manifest): string => `${name} ${version}`;
