import type { Pair } from './alike.ts';
import type { Dataset } from './dataset.ts';
import type { SourceFault, SourcePicture } from './source.ts';

/** A picture of a source that was opened. */
export interface Examined extends SourcePicture {
  /** Its path, with `#n` for page n. */
  readonly name: string;
  /** SHA-256 of the file's bytes, with `#n` for page n: equal for equal pictures. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
  /** Grey, `lookSide`², 8 bit. */
  readonly look: Uint8Array;
  /** Of the mask: its size, and the values that occur in it. */
  readonly opened?: { readonly width: number; readonly height: number; readonly values: readonly number[] };
}

export interface Examination {
  readonly pictures: readonly Examined[];
  /** Those of them that look alike without being equal. */
  readonly alike: readonly Pair[];
  readonly classes: readonly string[];
  readonly faults: readonly SourceFault[];
  readonly maskValues?: Dataset['maskValues'];
}

/** What is wrong in one place: the files it concerns, and a sentence. */
export interface Offender {
  readonly files: readonly string[];
  readonly message: string;
  /** The pictures that a clean version leaves out; absent: those of `files`. */
  readonly out?: readonly string[];
}

/** `blocks`: nothing is trained on this dataset before it is mended. */
export type Severity = 'blocks' | 'warns';

export interface CheckFinding {
  readonly check: string;
  readonly severity: Severity;
  readonly count: number;
  readonly offenders: readonly Offender[];
}
