import { encodeScoreMap } from '../../../ml/image/y4m.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Reason, Verdict } from '../../../ml/verdict/result.ts';
import type { StepRecord } from '../../contract/events.ts';
import { NoResult, type Engine, type EngineAnswer } from './engine.ts';

/** What an inspection says of a frame, before anything of it is stored. */
export interface Assessment {
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly score: number;
  readonly steps: readonly AssessedStep[];
  /** SHA-256 of the plan that judged; null where none did. */
  readonly plan: string | null;
}
export interface AssessedStep {
  readonly record: Omit<StepRecord, 'map'>;
  /** The score map as the one-plane Y4M file it is stored as. */
  readonly map?: Omit<NonNullable<StepRecord['map']>, 'sha256'> & { readonly file: Uint8Array };
}

export const noResult = (reason: Reason): Assessment => ({
  verdict: 'no-result',
  reason,
  score: 0,
  steps: [],
  plan: null,
});

/** Judges a frame. Never throws: whatever goes wrong is a `no-result` with its reason. `log` hears the words behind it. */
export async function assess(
  engine: Pick<Engine, 'judge'>,
  frame: Frame,
  options: { readonly limitMs: number; readonly signal?: AbortSignal },
  log: (why: string) => void,
): Promise<Assessment> {
  try {
    const { verdict, reason, score, steps, plan } = await engine.judge(frame, options);
    return {
      verdict,
      ...(reason === undefined ? {} : { reason }),
      score,
      steps: steps.map(assessStep),
      plan,
    };
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    return noResult(error instanceof NoResult ? error.reason : 'bad-output');
  }
}

/** Lengths in millimetres beside those in pixels, where the camera's scale is known. */
export function inMillimetres(assessment: Assessment, mmPerPixel: number | null): Assessment {
  if (mmPerPixel === null) return assessment;
  const steps = assessment.steps.map(({ record, ...rest }) => ({
    ...rest,
    record: {
      ...record,
      findings: record.findings.map((finding) =>
        finding.lengthPx === undefined ? finding : { ...finding, lengthMm: finding.lengthPx * mmPerPixel },
      ),
    },
  }));
  return { ...assessment, steps };
}

function assessStep({ model, map, ...step }: EngineAnswer['steps'][number]): AssessedStep {
  const { name, version, thresholds } = model.manifest;
  const { slot: _, ...answer } = step;
  const record = { model: name, version, sha256: model.sha256, thresholds, ...answer };
  if (map === undefined) return { record };
  const { width, height, onFrame } = map;
  return {
    record,
    map: { width, height, onFrame, file: encodeScoreMap({ width, height, values: map.values, onFrame }) },
  };
}
