import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { Disposition } from '../../electron/contract/events.ts';
import type { TrialFault } from '../../electron/contract/registry-access.ts';
import type { Role } from '../../electron/contract/people.ts';
import type { Reason, Verdict } from '../../ml/verdict/result.ts';
import type { LocalFault } from './fault.ts';

/** What happened · what it means for the piece · what to do. The code is printed after it. */
export interface Sentence {
  readonly what: string;
  readonly piece: string;
  readonly act: string;
}
/** `{name}` in a sentence stands for a field of the error's data. */
export type Sentences<Code extends ErrorCode | LocalFault> = Readonly<Record<Code, Sentence>>;

/** All that a language has to say. */
export interface Words {
  readonly errors: Sentences<ErrorCode | LocalFault>;
  /** Instead of those, where no piece is judged: datasets. */
  readonly datasetErrors: Partial<Sentences<ErrorCode | LocalFault>>;
  /** Why a registry cannot be worked with. */
  readonly registryFaults: Readonly<Record<TrialFault, Sentence>>;
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly dispositions: Readonly<Record<Disposition, string>>;
  readonly roles: Readonly<Record<Role, string>>;
}
