import { spawn } from 'node:child_process';

export interface Ran {
  /** null: it could not be started, or was ended for taking too long. */
  readonly code: number | null;
  /** Both outputs together, the last 64 kB. */
  readonly output: string;
}

export interface RunOptions {
  readonly limitMs: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  /** Told each line as it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end, without a shell. Never throws. */
export function runProcess(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { limitMs, environment = process.env, folder, onLine = () => undefined, signal } = options;
  return new Promise((resolve) => {
    let output = '';
    let unfinished = '';
    const child = spawn(program, args, {
      env: environment,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const read = (chunk: string) => {
      output = (output + chunk).slice(-65_536);
      const lines = (unfinished + chunk).split(/[\r\n]+/);
      unfinished = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onLine(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', read);
    }
    child.on('error', (error) => resolve({ code: null, output: output || error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Why a program failed, as it said itself. */
export const lastWords = ({ code, output }: Ran): string =>
  code === null && output === ''
    ? 'it took too long'
    : (output.match(/^.*error.*$/im)?.[0] ?? output.trim().split('\n').at(-1) ?? 'no answer').slice(0, 300);
