import type { ModelOutputs, Task } from '../manifest.ts';

export type Family = ModelOutputs['family'];

/** One way to read a model's outputs. */
export interface Proposal {
  readonly task: Task;
  readonly family: Family;
  /** The tensors, by the manifest's names for them, and what else the shapes and the graph tell. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How many classes the outputs hold; for `ssd` perhaps one more, the background; 0 where the shapes do not tell. */
  readonly classes: number;
  /** Why, in words. */
  readonly why: string;
}

/** What an output measures for one picture. */
export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
}

/** `[1, 3, 640, 640]` */
export const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
