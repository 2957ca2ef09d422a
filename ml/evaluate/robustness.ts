import { decode, DecodeError } from '../decode/decode.ts';
import type { OutputTensor } from '../decode/output.ts';
import { createRandom, mixSeed } from '../demo/random.ts';
import type { Frame } from '../image/frame.ts';
import { shownOf } from '../image/align.ts';
import { createPreprocessor } from '../image/preprocess.ts';
import type { Manifest } from '../package/manifest.ts';
import { judge, noResult } from '../verdict/judge.ts';
import { changed, changeInWords, levelsOf, type Change } from './change.ts';
import { evaluationOf, type EvaluatedCase, type Evaluation } from './evaluation.ts';

/** What a change does to the answers. */
export interface RobustnessRow extends Pick<
  Evaluation,
  'accuracy' | 'auroc' | 'escapes' | 'falseRejects' | 'unsure' | 'noResult'
> {
  readonly change: Change;
  /** In words, with its unit. */
  readonly what: string;
  /** Of noise: sigma in grey levels. */
  readonly levels?: number;
}

/** Judges pictures as they are not: each of them under every change, one after another. */
export interface RobustnessTrial {
  /** @param about label and meaning of the picture */
  add(frame: Frame, about: Pick<EvaluatedCase, 'name' | 'label' | 'truth'>): Promise<void>;
  rows(): readonly RobustnessRow[];
}

/**
 * @param run the model alone: from its input to its outputs, by their names
 * @throws RangeError for a model that is given parts of a picture
 */
export function createRobustnessTrial(
  manifest: Manifest,
  changes: readonly Change[],
  run: (tensor: Float32Array<ArrayBuffer>) => Promise<Readonly<Record<string, OutputTensor>>>,
  seed = 0,
): RobustnessTrial {
  const { input } = manifest;
  if (input.fit === 'tile')
    throw new RangeError('robustness is not measured for models that are given a picture in tiles');
  const preprocessor = createPreprocessor(input);
  const judged = changes.map((): EvaluatedCase[] => []);
  return {
    async add(frame, about) {
      const shown = shownOf(input, frame);
      if (shown === null) {
        const { verdict, score } = noResult('part-not-found');
        for (const cases of judged) cases.push({ ...about, ...{ verdict, score, ms: 0 } });
        return;
      }
      const placement = preprocessor.run(shown.frame);
      const tensor = preprocessor.tensor.slice();
      for (const [i, change] of changes.entries()) {
        const cases = judged[i]!;
        // Each picture has its own noise, the same in every run.
        const random = createRandom(mixSeed(seed + cases.length, i));
        const outputs = await run(changed(tensor, input, change, random));
        cases.push({ ...about, ...answerOf(manifest, outputs, shown.frame, placement), ms: 0 });
      }
    },
    rows: () =>
      changes.map((change, i) => {
        const {
          accuracy,
          auroc,
          escapes,
          falseRejects,
          unsure,
          noResult: none,
        } = evaluationOf(manifest, judged[i]!);
        return {
          change,
          what: changeInWords(change, input),
          ...(change.kind === 'noise' && { levels: change.sigma * levelsOf(input) }),
          ...(accuracy !== undefined && { accuracy }),
          ...(auroc !== undefined && { auroc }),
          ...{ escapes, falseRejects, unsure, noResult: none },
        };
      }),
  };
}

function answerOf(
  manifest: Manifest,
  outputs: Readonly<Record<string, OutputTensor>>,
  frame: Frame,
  placement: Parameters<typeof decode>[3],
): Pick<EvaluatedCase, 'verdict' | 'score' | 'predicted' | 'confidence'> {
  try {
    const decoded = decode(manifest, new Map(Object.entries(outputs)), frame, placement);
    const { verdict, score } = judge(manifest, decoded);
    const strongest = decoded.classes?.[0];
    return {
      ...{ verdict, score },
      ...(strongest && { predicted: strongest.class, confidence: strongest.score }),
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { verdict, score } = noResult('bad-output');
    return { verdict, score };
  }
}
