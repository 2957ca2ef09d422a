import type { Finding } from '../../ml/verdict/result.ts';
import type { FindingLook } from '../components/picture/overlay.ts';

/** How findings are drawn, as the two switches say. */
export interface Switches {
  readonly scores: boolean;
  readonly colours: boolean;
}

/** Told apart by every eye and taken by no verdict (after Okabe and Ito); the class is written too, so more of them may repeat. */
const palette = ['#56b4e9', '#cc79a7', '#f0e442', '#9ad0a5', '#b39ddb', '#e9edf2'] as const;
const dark = '#0b0d10';

/** Those with at least that score, with their numbers in the whole list. */
export const shownFindings = (findings: readonly Finding[], minimum: number): Finding[] =>
  findings.filter(({ score }) => score >= minimum);

/** Class names in a fixed order, so that a class keeps its colour when the slider moves. */
export const classesOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map((finding) => finding.class))].toSorted();

export const colourOf = (classes: readonly string[], name: string): string =>
  palette[Math.max(0, classes.indexOf(name)) % palette.length] ?? palette[0];

/** @param plain what a finding looks like without a colour of its own: the verdict's */
export function looksOf(
  classes: readonly string[],
  { scores, colours }: Switches,
  plain: { readonly colour: string; readonly ink: string },
): (finding: Finding, index: number) => FindingLook {
  return (finding, index) => ({
    ...(colours ? { colour: colourOf(classes, finding.class), ink: dark } : plain),
    text: [index + 1, finding.class, ...(scores ? [finding.score.toFixed(2)] : [])].join(' '),
  });
}
