import type { InspectionResult } from '../../contract/inspection-result.ts';
import type { FileAnswer } from './inspection.ts';

/**
 * @param page undefined where the file has only one
 * @param image SHA-256 of the file
 * @param answer what the station said of one page
 */
export function resultOf(
  file: string,
  page: number | undefined,
  image: string,
  answer: FileAnswer,
): InspectionResult {
  const { pages } = answer;
  const where = {
    file,
    ...(page === undefined ? {} : { page }),
    ...(pages !== null && pages > 1 ? { pages } : {}),
  };
  const { verdict, reason, message, score, steps, inspection, ms } = answer;
  if (answer.image === null)
    return { ...where, verdict, ...(reason && { reason }), message: message ?? 'this file cannot be judged' };
  const records = steps.map(({ record }) => record);
  const last = records.at(-1);
  return {
    ...where,
    image,
    ...(answer.image.depth && { depth: answer.image.depth }),
    verdict,
    ...(reason && { reason }),
    score: round(score, 6),
    findings: records.flatMap(({ findings }) => findings),
    ...(last?.classes && { classes: last.classes }),
    steps: records.map(({ model, version, sha256, verdict: own, ms: { preprocess, run, decode } }) => ({
      model,
      version,
      sha256,
      verdict: own,
      ms: round(preprocess + run + decode, 3),
    })),
    provider: last?.engine.provider ?? 'none',
    ms: round(ms, 3),
    ...(inspection && { id: inspection.id }),
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
