import type { Verdict } from '../../ml/verdict/result.ts';
import { words } from '../words/words.ts';

/** The shape of a verdict: disc with tick, diamond with cross, triangle with question mark, empty square with bar. */
export function VerdictMark({ verdict, size }: { verdict: Verdict; size: number | string }) {
  const fill = { pass: 'var(--pass)', defect: 'var(--defect)', unsure: 'var(--unsure)', 'no-result': 'none' }[
    verdict
  ];
  const ink = `var(--${verdict === 'no-result' ? 'ink' : `${verdict}-ink`})`;
  const line = {
    fill: 'none',
    stroke: ink,
    strokeWidth: 3,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
  } as const;
  return (
    <svg
      className="verdict-mark"
      viewBox="0 0 32 32"
      width={size}
      height={size}
      role="img"
      aria-label={words.verdicts[verdict]}
    >
      {verdict === 'pass' && (
        <>
          <circle cx="16" cy="16" r="14" fill={fill} />
          <path d="M9 16.5l5 5 9-11" {...line} />
        </>
      )}
      {verdict === 'defect' && (
        <>
          <path d="M16 1l15 15-15 15L1 16z" fill={fill} />
          <path d="M11 11l10 10M21 11L11 21" {...line} />
        </>
      )}
      {verdict === 'unsure' && (
        <>
          <path d="M16 2l15 27H1z" fill={fill} stroke="var(--unsure-edge)" strokeWidth="2" />
          <path d="M12.5 14.5a3.5 3.5 0 1 1 4.6 3.3c-.8.3-1.1.8-1.1 1.7v.6" {...line} strokeWidth="2.5" />
          <circle cx="16" cy="24.5" r="1.7" fill={ink} />
        </>
      )}
      {verdict === 'no-result' && (
        <>
          <rect x="3" y="3" width="26" height="26" {...line} strokeDasharray="5 4" />
          <path d="M10 16h12" {...line} />
        </>
      )}
    </svg>
  );
}
