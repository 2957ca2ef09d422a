import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { isoTime } from '../time.ts';

export type LogEntry = { level: 'info' | 'warn' | 'error'; what: string; [detail: string]: unknown };

/** JSON lines in `<folder>/loupe.jsonl`; a full file becomes `loupe.1.jsonl` and the oldest of `keep` goes. Never throws. */
export function createLog({
  folder,
  limitBytes = 5_000_000,
  keep = 5,
}: {
  folder: string;
  limitBytes?: number;
  keep?: number;
}): { write(entry: LogEntry): void; flush(): Promise<void> } {
  const file = (n: number) => join(folder, n === 0 ? 'loupe.jsonl' : `loupe.${n}.jsonl`);
  let tail: Promise<void> = Promise.resolve();

  async function writeLine(line: string): Promise<void> {
    await fs.mkdir(folder, { recursive: true });
    const size = await fs.stat(file(0)).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0 && size + line.length > limitBytes)
      for (let n = keep - 1; n >= 0; n--) await fs.rename(file(n), file(n + 1)).catch(() => {});
    await fs.appendFile(file(0), line, { mode: 0o600 });
  }

  return {
    write(entry) {
      const line = lineOf(isoTime(Date.now()), entry);
      tail = tail
        .then(() => writeLine(line))
        .catch((error: Error) => void process.stderr.write(`log: ${error.message}\n`));
    },
    flush: () => tail,
  };
}

function lineOf(at: string, entry: LogEntry): string {
  try {
    return `${JSON.stringify({ at, ...entry }, errorsAsText)}\n`;
  } catch (error) {
    // Details that are no JSON: a circle, a getter that throws.
    const { level, what } = entry;
    return `${JSON.stringify({ at, level, what, unwritable: String(error) })}\n`;
  }
}

const errorsAsText = (_: string, value: unknown): unknown =>
  value instanceof Error ? (value.stack ?? value.message) : typeof value === 'bigint' ? String(value) : value;
