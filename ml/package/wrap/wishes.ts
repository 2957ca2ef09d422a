import type { Manifest, ModelInput, ModelOutputs, Task } from '../manifest.ts';

/** What a person says of a model; whatever the file says too need not be said. */
export interface WrapWishes {
  readonly name: string;
  readonly version: number;
  readonly task?: Task;
  readonly family?: ModelOutputs['family'];
  /** `numbered`: 0, 1, 2 … */
  readonly classes?:
    readonly { readonly name: string; readonly verdict?: 'pass' | 'defect' | 'info' }[] | 'numbered';
  readonly kernel?: ModelInput['kernel'];
  /** One of `ranges`, or numbers of one's own: (level · scale − mean) / std. */
  readonly range?: Range | Pick<ModelInput, 'scale' | 'mean' | 'std'>;
  readonly colour?: ModelInput['colour'];
  readonly fit?: ModelInput['fit'];
  readonly tile?: { readonly overlap: number; readonly scale: number };
  readonly size?: { readonly width: number; readonly height: number };
  readonly thresholds?: Manifest['thresholds'];
  readonly calibration?: Manifest['calibration'];
  readonly minScore?: number;
  readonly iou?: number;
  readonly order?: 'xyxy' | 'yxyx';
}

/** What pixel values become before the model sees them. */
export const ranges = {
  '0-255': { scale: 1, mean: [0], std: [1] },
  '0-1': { scale: 1 / 255, mean: [0], std: [1] },
  signed: { scale: 1 / 127.5, mean: [1], std: [1] },
  imagenet: { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
} as const;
export type Range = keyof typeof ranges;

/** Nothing in the file answers this, and nobody said it. `message` names the flag and the choices. */
export class WrapQuestion extends Error {
  override readonly name = 'WrapQuestion';
  readonly flag: string;
  constructor(flag: string, message: string) {
    super(`--${flag} is missing: ${message}`);
    this.flag = flag;
  }
}

/** No package can be made around this model; the message says why. */
export class WrapRefusal extends Error {
  override readonly name = 'WrapRefusal';
}
