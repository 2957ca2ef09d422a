import type { FileAnswer } from '../host/inspection/inspection.ts';

/** What `loupe inspect --json` prints for one page of one file; other programs rely on these names (DESIGN.md section 9). */
export interface InspectionResult {
  readonly file: string;
  readonly page?: number;
  /** SHA-256 of the file. */
  readonly image?: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly message?: string;
  readonly score?: number;
  /** Boxes in pixels of the picture as shown upright. */
  readonly findings?: readonly unknown[];
  readonly classes?: readonly unknown[];
  readonly steps?: readonly object[];
  readonly provider?: string;
  readonly ms?: number;
  /** The inspection's id, where it was recorded. */
  readonly id?: string;
}

/** @param answer what the station said of one page */
export function resultOf(
  file: string,
  page: number | undefined,
  image: string,
  answer: FileAnswer,
): InspectionResult {
  const where = { file, ...(page === undefined ? {} : { page }) };
  const { verdict, reason, message, score, steps, inspection, ms } = answer;
  if (answer.image === null)
    return { ...where, verdict, ...(reason && { reason }), message: message ?? 'this file cannot be judged' };
  const records = steps.map(({ record }) => record);
  const last = records.at(-1);
  return {
    ...where,
    image,
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

/** The same for a person. */
export function sentenceOf(result: InspectionResult): string {
  const { file, page, verdict, reason, message, score, findings = [], ms } = result;
  const name = page === undefined ? file : `${file} page ${page + 1}`;
  const why = [reason, message].filter(Boolean).join(': ');
  if (score === undefined || ms === undefined) return `${verdict.padEnd(9)}       ${name}  ${why}`;
  const places =
    findings.length === 0 ? '' : `, ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return `${verdict.padEnd(9)} ${score.toFixed(3)} ${name}  ${ms.toFixed(0)} ms${places}${why && `  (${why})`}`;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
