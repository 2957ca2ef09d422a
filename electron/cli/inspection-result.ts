import type { InspectionResult } from '../contract/inspection-result.ts';

/** One page of one file for a person. */
export function sentenceOf(result: InspectionResult): string {
  const { file, page, verdict, reason, message, score, findings = [], ms } = result;
  const name = page === undefined ? plain(file) : `${plain(file)} page ${page + 1}`;
  const why = [reason, message].filter(Boolean).join(': ');
  if (score === undefined || ms === undefined) return `${verdict.padEnd(9)}       ${name}  ${why}`;
  const places =
    findings.length === 0 ? '' : `, ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return `${verdict.padEnd(9)} ${score.toFixed(3)} ${name}  ${ms.toFixed(0)} ms${places}${why && `  (${why})`}`;
}

/** What would move the cursor or turn the direction of writing, spelled out: a name must not be able to write another line than its own. */
const plain = (name: string): string =>
  name.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`,
  );
