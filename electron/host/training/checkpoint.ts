import type { CheckpointBytes } from '../../contract/training.ts';

/** A run at the end of a whole epoch, with what it takes to go on exactly from there. */
export interface Kept {
  readonly checkpoint: CheckpointBytes;
  /** Epochs that the run was planned with. */
  readonly epochs: number;
  /** Of the newest look at validation; null before the first. */
  readonly validationLoss: number | null;
}

/** Where a run keeps them: the newest, and the one that answered validation best. */
export interface Checkpoints {
  read(which: KeptAs): Promise<Kept | undefined>;
  /** There is the new one whole, or the one before. */
  write(which: KeptAs, kept: Kept): Promise<void>;
}
export type KeptAs = 'last' | 'best';

// 64 hex digits of what the run is of, epoch, optimiser's steps, planned epochs, one number without use; the loss as a double; then three
// equal parts: weights, first and second moments. All little-endian.
const head = 88;

/** @param key SHA-256, in hex, of all that decides the run: only a run of the same goes on from it */
export function encodeKept(key: string, { checkpoint, epochs, validationLoss }: Kept): Uint8Array {
  const { epoch, steps, weights, first, second } = checkpoint;
  const bytes = new Uint8Array(head + 3 * weights.length);
  bytes.set(new TextEncoder().encode(key));
  const view = new DataView(bytes.buffer);
  for (const [i, value] of [epoch, steps, epochs].entries()) view.setUint32(64 + 4 * i, value, true);
  view.setFloat64(80, validationLoss ?? Number.NaN, true);
  for (const [i, part] of [weights, first, second].entries()) bytes.set(part, head + i * weights.length);
  return bytes;
}

/** What the file holds; undefined when it is of another run, or no such file. */
export function decodeKept(key: string, bytes: Uint8Array): Kept | undefined {
  const length = (bytes.length - head) / 3;
  if (length < 0 || !Number.isInteger(length)) return undefined;
  if (new TextDecoder().decode(bytes.subarray(0, 64)) !== key) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [epoch, steps, epochs] = [64, 68, 72].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
  ];
  const loss = view.getFloat64(80, true);
  const part = (i: number) => bytes.slice(head + i * length, head + (i + 1) * length);
  return {
    checkpoint: { epoch, steps, weights: part(0), first: part(1), second: part(2) },
    epochs,
    validationLoss: Number.isNaN(loss) ? null : loss,
  };
}

/** Checkpoints of a run that begins with weights: before its first epoch it is where they are. */
export function startingWith(kept: Checkpoints, weights: Uint8Array, epochs: number): Checkpoints {
  const none = new Uint8Array(weights.length);
  const start: Kept = {
    checkpoint: { epoch: 0, steps: 0, weights, first: none, second: none },
    ...{ epochs, validationLoss: null },
  };
  return {
    ...kept,
    read: async (which) => (await kept.read(which)) ?? (which === 'last' ? start : undefined),
  };
}
