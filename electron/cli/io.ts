import type { Places } from '../host/node/places.ts';

/** Where a command speaks to and what it knows of its surroundings; the tests hand in their own. */
export interface Io {
  /** One line of the answer. */
  stdout(line: string): void;
  /** One line of progress or complaint. */
  stderr(line: string): void;
  /** One line that stays unseen: a password, a token. @throws UsageError when the person stops */
  readSecret(question: string): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly places: Places;
}

/** 0 done, 1 the answer is no, 2 wrong usage or unreadable input, 3 internal. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Command {
  readonly name: string;
  /** One line for `loupe --help`. */
  readonly summary: string;
  /** What `loupe <name> --help` prints. */
  readonly usage: string;
  /** @throws UsageError */
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** What was asked for makes no sense, or cannot be read: the message goes to stderr as it is, and the exit code is 2. */
export class UsageError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'UsageError';
  }
}
