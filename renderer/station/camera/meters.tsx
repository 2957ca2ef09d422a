import type { Calibration } from '../../../electron/contract/setup.ts';
import type { Meters } from './use-meters.ts';

const bins = 64;

/** Counts of 256 codes as the heights of 64 bars, 0 to 1, by square root: what is rare can be seen beside what is not. */
export function barsOf(histogram: Uint32Array): readonly number[] {
  const counts = Array.from({ length: bins }, (_, bin) =>
    histogram.subarray(4 * bin, 4 * bin + 4).reduce((sum, count) => sum + count, 0),
  );
  const most = Math.max(1, ...counts);
  return counts.map((count) => Math.sqrt(count / most));
}

export function Histogram({ histogram }: { histogram: Uint32Array }) {
  return (
    <svg
      className="histogram"
      viewBox={`0 0 ${bins} 24`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Brightness of the live picture, dark left, bright right"
    >
      {barsOf(histogram).map((height, bin) => (
        // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
        <rect key={bin} x={bin} y={24 - 24 * height} width={0.9} height={24 * height} />
      ))}
    </svg>
  );
}

interface Props {
  readonly meters: Meters;
  readonly reference: Calibration | null;
}

/** Histogram, focus, exposure and grey patch of the live picture, beside the setup's reference. */
export function MeterList({ meters: { histogram, exposure, focus, grey }, reference }: Props) {
  const against = (now: number, was: number | undefined) =>
    was === undefined
      ? 'no reference'
      : `reference ${was.toFixed(0)}, ${now >= was ? '+' : '−'}${Math.abs((100 * (now - was)) / was).toFixed(0)} %`;
  return (
    <div className="meters">
      <Histogram histogram={histogram} />
      <dl>
        <Meter name="Focus" value={focus.toFixed(0)} note={against(focus, reference?.focus?.measure)} />
        <Meter
          name="Grey patch"
          value={grey === null ? 'not placed' : grey.toFixed(0)}
          note={grey === null ? '' : against(grey, reference?.grey?.level)}
        />
        <Meter
          name="Darkest"
          value={percent(exposure.low)}
          note={reference?.exposure ? `reference ${percent(reference.exposure.low)}` : 'no reference'}
        />
        <Meter
          name="Brightest"
          value={percent(exposure.high)}
          note={reference?.exposure ? `reference ${percent(reference.exposure.high)}` : 'no reference'}
        />
      </dl>
    </div>
  );
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const Meter = ({ name, value, note }: { name: string; value: string; note: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <b>{value}</b> <span className="small">{note}</span>
    </dd>
  </div>
);
