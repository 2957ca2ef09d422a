import { memo } from 'react';
import type { SortedScores } from '../../../ml/evaluate/limits-at.ts';
import { binned } from './binned.ts';

const bins = 100;
/** Of the drawing; it is stretched to the place it has. */
const [width, half] = [1000, 100];

/** How scores lie: good pictures above the line, defective ones below; areas of equal width, heights by the root of their counts. */
export const Histogram = memo(function Histogram({ scores }: { scores: SortedScores }) {
  const [good, defects] = [binned(scores.good, bins), binned(scores.defects, bins)];
  const most = Math.max(1, ...good, ...defects);
  const height = (count: number) => (count === 0 ? 0 : Math.max(4, half * Math.sqrt(count / most)));
  const step = width / bins;
  return (
    <svg
      className="limits-histogram"
      viewBox={`0 ${-half} ${width} ${2 * half}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Scores of ${scores.good.length} good pictures (above) and ${scores.defects.length} defective ones (below), from 0 to 1`}
    >
      <g className="limits-good">
        {good.map((count, bin) => (
          <rect key={bin} x={bin * step + 1} width={step - 2} y={-height(count)} height={height(count)} />
        ))}
      </g>
      <g className="limits-defective">
        {defects.map((count, bin) => (
          <rect key={bin} x={bin * step + 1} width={step - 2} y={0} height={height(count)} />
        ))}
      </g>
      <line x1={0} x2={width} y1={0} y2={0} />
    </svg>
  );
});
