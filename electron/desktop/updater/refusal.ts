/** Why an update was not taken, by code. Each ends with nothing installed and one line in the log. */
export type RefusalReason =
  | 'not-secure'
  | 'unreachable'
  | 'redirect'
  | 'unsigned'
  | 'untrusted-signature'
  | 'unreadable-manifest'
  | 'bad-version'
  | 'pre-release'
  | 'bad-staging'
  | 'bad-file-name'
  | 'other-platform'
  | 'other-channel'
  | 'expired'
  | 'older-version'
  | 'rolled-back'
  | 'same-version-other-bytes'
  | 'too-long'
  | 'too-slow'
  | 'truncated'
  | 'wrong-hash'
  | 'not-written'
  | 'not-installed';

/** What was found and why it is not taken, in words for the log and the admin. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
