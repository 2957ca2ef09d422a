import type { Manifest } from '../../ml/package/manifest.ts';

type Part = Pick<Manifest, 'task' | 'input' | 'outputs' | 'classes' | 'thresholds' | 'calibration'>;

export const taskWords: Record<Manifest['task'], string> = {
  classify: 'Names the whole picture',
  anomaly: 'Marks what is unusual',
  segment: 'Outlines damage',
  detect: 'Boxes what it finds',
};
export const fitWords: Record<Manifest['input']['fit'], string> = {
  letterbox: 'fitted in, with bars',
  stretch: 'stretched to fit',
  tile: 'cut into overlapping tiles',
};
export const kernelWords: Record<Manifest['input']['kernel'], string> = {
  'cv2-linear/u8': 'as OpenCV resizes (linear)',
  'pil-bilinear/u8': 'as Pillow 13, torchvision and timm resize (bilinear)',
  'pil12-bilinear/u8': 'as Pillow 12 resizes (bilinear)',
  'area/u8': 'averaged over areas',
};
const colourWords = { rgb: 'red, green, blue', bgr: 'blue, green, red', grey: 'grey' } as const;
const meanings = [
  ['defect', 'Defect'],
  ['pass', 'Pass'],
  ['info', 'No verdict'],
] as const;

/** Classes named on a card; a detector may have a thousand. */
const shownClasses = 12;

/** What a package does with a picture and with what the model answers, as pairs of a name and words. */
export function factsOf({
  task,
  input,
  outputs,
  classes,
  thresholds,
  calibration,
}: Part): readonly (readonly [string, string])[] {
  const named = (verdict: string) =>
    classes.filter((each) => each.verdict === verdict).map(({ name }) => name);
  const limits = [
    `up to ${thresholds.pass} pass, from ${thresholds.defect} defect, unsure between`,
    'minScore' in outputs ? `findings from ${outputs.minScore}` : '',
    'iou' in outputs ? `one of two that overlap by ${outputs.iou}` : '',
    calibration ? `calibrated with ${rounded(calibration.a)}, ${rounded(calibration.b)}` : '',
  ];
  return [
    ['Task', taskWords[task]],
    [
      'Fed with',
      `${input.width} × ${input.height} pixels, ${colourWords[input.colour]}, ${fitWords[input.fit]}`,
    ],
    ['Resized', `${kernelWords[input.kernel]} · ${input.kernel}`],
    ['Values', `${range(input)}, ${input.layout}`],
    ['Decoded as', outputs.family],
    ...meanings.flatMap(([verdict, word]) => {
      const names = named(verdict);
      const more = names.length - shownClasses;
      const list = names.slice(0, shownClasses).join(', ') + (more > 0 ? ` and ${more} more` : '');
      return names.length === 0 ? [] : [[`Means ${word.toLowerCase()}`, list] as const];
    }),
    ['Limits', limits.filter(Boolean).join('; ')],
  ];
}

const rounded = (value: number): string => String(Number(value.toFixed(3)));

/** The levels 0 and 255 as the model gets them. */
function range({ scale, mean, std }: Part['input']): string {
  const at = (level: number, channel: number) => {
    const value = (level * scale - (mean[channel] ?? mean[0] ?? 0)) / (std[channel] ?? std[0] ?? 1);
    return rounded(value);
  };
  const channels = Array.from({ length: Math.max(mean.length, std.length) }, (_, channel) => channel);
  return channels.map((channel) => `${at(0, channel)} to ${at(255, channel)}`).join(' · ');
}
