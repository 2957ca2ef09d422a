import type { Identity } from '../../../electron/contract/events.ts';

/** Why a scan is no identity; each has its sentence in the catalogue. */
export type CodeProblem =
  /** Readable in more than one way, since separators are missing. */
  | 'code-separator'
  | 'code-check'
  | 'code-incomplete'
  | 'code-field'
  /** Says nothing of an instrument or a tray. */
  | 'code-nothing'
  /** The second half of a HIBC label, without its first. */
  | 'code-half'
  | 'code-characters'
  | 'code-long'
  /** Came in pieces, or two ran together. */
  | 'code-broken'
  | 'code-caps';

export type Reading =
  | { readonly kind: 'piece'; readonly identity: Identity }
  | { readonly kind: 'tray'; readonly tray: string }
  /** The second label of a HIBC pair: it names its piece only together with the first, whose check character is `link`. */
  | { readonly kind: 'half'; readonly link: string; readonly serial?: string; readonly text: string }
  | {
      readonly kind: 'problem';
      readonly why: CodeProblem;
      readonly data: Readonly<Record<string, string | number>>;
    };

export const problem = (why: CodeProblem, data: Readonly<Record<string, string | number>> = {}): Reading => ({
  kind: 'problem',
  why,
  data,
});
