import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { UsageError } from './io.ts';

/** What reads keys of a terminal, or bytes of a pipe. */
export type SecretInput = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/**
 * One line that stays unseen: typed without an echo on a terminal, else the first line of what is piped in; empty where nothing is.
 * @throws UsageError when the person stops
 */
export async function readSecret(
  question: string,
  input: SecretInput,
  say: (text: string) => void,
): Promise<string> {
  if (input.isTTY !== true || input.setRawMode === undefined) {
    for await (const line of createInterface({ input })) return line;
    return '';
  }
  say(question);
  input.setRawMode(true);
  input.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of input)
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n' || key === '\u0004') return typed;
        if (key === '\u0003') throw new UsageError('stopped');
        typed = key === '\u007f' || key === '\b' ? typed.replace(/.$/u, '') : typed + key;
      }
    return typed;
  } finally {
    input.setRawMode(false);
    say('\n');
  }
}
