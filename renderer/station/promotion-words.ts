import type { Gate } from '../../ml/evaluate/gate.ts';

/** The limits that a promotion can be held to: what is measured when a package judges a test here. */
export type GateLimit = Exclude<keyof Gate, 'noise' | 'minNoiseAccuracy' | 'maxBytes' | 'checkDataset'>;

interface Limit {
  readonly key: GateLimit;
  readonly label: string;
  /** What a person learns from the figure. */
  readonly means: string;
  readonly unit: '%' | 'pictures' | 'ms' | 'parameters' | '';
}

export const isShare = (unit: Limit['unit']): boolean => unit === '%';

/** In the order in which they matter at a bench. */
export const gateLimits: readonly Limit[] = [
  { key: 'maxEscapes', label: 'Escapes, at most', means: 'Defective pieces judged PASS', unit: 'pictures' },
  {
    key: 'maxFalseRejects',
    label: 'False rejects, at most',
    means: 'Good pieces judged DEFECT',
    unit: 'pictures',
  },
  { key: 'maxUnsure', label: 'Unsure, at most', means: 'Pieces left to a person', unit: 'pictures' },
  {
    key: 'minAuroc',
    label: 'AUROC, at least',
    means: 'Scores part defective from good: 0.5 to 1',
    unit: '',
  },
  {
    key: 'minAccuracy',
    label: 'Right, at least',
    means: 'Share of the pictures whose label was found',
    unit: '%',
  },
  {
    key: 'minRecall',
    label: 'Recall, at least',
    means: 'Share of the defective pieces that were found',
    unit: '%',
  },
  {
    key: 'minPrecision',
    label: 'Precision, at least',
    means: 'Share of the alarms that were right',
    unit: '%',
  },
  {
    key: 'minFBeta',
    label: 'F-beta, at least',
    means: 'Recall and precision in one figure, 0 to 1',
    unit: '',
  },
  {
    key: 'minAp50',
    label: 'AP50, at least',
    means: 'Boxes: found where half of the area agrees, 0 to 1',
    unit: '',
  },
  {
    key: 'minAp',
    label: 'AP, at least',
    means: 'Boxes: the same, ever stricter, 0 to 1',
    unit: '',
  },
  {
    key: 'minPixelAuroc',
    label: 'Pixel AUROC, at least',
    means: 'Heat maps: is the damage hot, 0 to 1',
    unit: '',
  },
  {
    key: 'minMiou',
    label: 'mIoU, at least',
    means: 'Regions: area in common over area of both, 0 to 1',
    unit: '',
  },
  {
    key: 'minDice',
    label: 'Dice, at least',
    means: 'Regions: area in common over the mean, 0 to 1',
    unit: '',
  },
  {
    key: 'maxEce',
    label: 'Calibration error, at most',
    means: 'How far a score of 0.8 is from being right in 80 %',
    unit: '',
  },
  { key: 'maxMs', label: 'Time a picture, at most', means: 'Median on this station', unit: 'ms' },
  { key: 'maxParameters', label: 'Parameters, at most', means: 'Size of the network', unit: 'parameters' },
];

/** `Escapes, at most 0; AUROC, at least 0.9` */
export function gateWords(gate: Gate | null): string {
  if (gate === null) return 'as the program has it';
  const known = gateLimits.flatMap(({ key, label, unit }) => {
    const value = gate[key];
    if (value === undefined) return [];
    return [
      `${label} ${isShare(unit) ? `${Number((100 * value).toFixed(3))} %` : `${value}${unit === 'ms' ? ' ms' : ''}`}`,
    ];
  });
  const others = Object.keys(gate).filter((key) => !gateLimits.some((limit) => limit.key === key));
  return [...known, ...others].join('; ') || 'nothing is asked for';
}
