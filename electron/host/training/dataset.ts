import type { Frame } from '../../../ml/image/frame.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';

/** A labelled picture, at hand when it is asked for. */
export interface TrainingPicture {
  /** For people: the file it was imported from. */
  readonly name: string;
  /** SHA-256 of its file, with `#n` for page n of several. */
  readonly image: string;
  /** Index of its class. */
  readonly label: number;
  /** @throws Error with its name, for one that cannot be read */
  frame(): Promise<Frame>;
}

/** A dataset as a training run takes it: three sides that share no picture. */
export interface TrainingDataset {
  readonly name: string;
  /** SHA-256 over the pictures, labels and sides. */
  readonly hash: string;
  /** Of the test side alone; absent where there is none. */
  readonly testHash?: string;
  readonly classes: Manifest['classes'];
  readonly train: readonly TrainingPicture[];
  readonly valid: readonly TrainingPicture[];
  readonly test: readonly TrainingPicture[];
  /** In sentences: what was left out, and why. */
  readonly notes: readonly string[];
}

/** Where the datasets of a station are. */
export interface TrainingDatasets {
  /** Its name. @throws LoupeError `not-found`; `conflict` for one that is not fit to train on */
  look(hash: string): Promise<{ readonly name: string }>;
  /**
   * @param wishes how much of the training side is held back where the dataset has none for validation
   * @throws LoupeError as `look` does
   */
  open(
    hash: string,
    wishes: { readonly validation: number; readonly seed: number },
  ): Promise<TrainingDataset>;
}
