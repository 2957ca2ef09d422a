/** What the settings of a recipe are called. */
const settingWords: Readonly<Record<string, string>> = {
  'input.width': 'Width, pixels',
  'input.height': 'Height, pixels',
  'input.channels': 'Channels (1 grey, 3 colour)',
  mean: 'Mean level taken away',
  std: 'Deviation divided by',
  layers: 'Layers, up to the last (JSON)',
  epochs: 'Epochs',
  batch: 'Pictures a step',
  rate: 'Highest learning rate',
  decay: 'Weight decay',
  smoothing: 'Label smoothing',
  balanced: 'Every class equally often',
  validation: 'Share held back for limits',
  turns: 'Quarter turns looked at (1 or 4)',
  side: 'Longer side, pixels',
  align: 'Turned alike (auto, never)',
  mirrors: 'Mirror images too',
  shifts: 'Shifted copies too',
  reach: 'Compared with neighbours up to',
  variance: 'Share of variance kept',
  maxBytes: 'Package, bytes at most',
  shrink: 'Shrinkage of covariances',
};
/** A setting nobody has found words for is shown by its own name. */
export function settingWord(path: string): string {
  const [, kind, value] = /^augmentation\.(\w+)(?:\.(\w+))?$/.exec(path) ?? [];
  if (kind === undefined) return settingWords[path] ?? path;
  const word = augmentationWords[kind] ?? kind;
  return value === undefined ? word : `${word}, ${augmentationWords[value] ?? value}`;
}

export const augmentationWords: Readonly<Record<string, string>> = {
  rotation: 'Rotation',
  mirror: 'Mirror',
  shift: 'Shift',
  scale: 'Scale',
  crop: 'Crop',
  brightness: 'Brightness',
  contrast: 'Contrast',
  colour: 'Colour',
  blur: 'Blur',
  noise: 'Noise',
  saltAndPepper: 'Salt and pepper',
  jpeg: 'JPEG',
  probability: 'probability',
  degrees: '± degrees',
  share: '± share',
  levels: '± levels',
  deviation: 'pixels',
  quality: 'quality from',
  horizontal: 'left to right',
  vertical: 'top to bottom',
};
