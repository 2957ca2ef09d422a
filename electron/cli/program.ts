import { findPlaces } from '../host/node/places.ts';
import { commands } from './commands.ts';
import type { Io } from './io.ts';
import { run } from './run.ts';
import { readSecret } from './secret-input.ts';

/** `loupe …` as a process: what was typed is done. @param entry as for `findPlaces` */
export async function program(entry: string): Promise<void> {
  const stop = new AbortController();
  // The first Ctrl-C asks; the second does not.
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => (stop.signal.aborted ? process.exit(1) : stop.abort()));
  // `loupe inspect … | head` is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));

  const io: Io = {
    stdout: (line) => void process.stdout.write(`${line}\n`),
    stderr: (line) => void process.stderr.write(`${line}\n`),
    readSecret: (question) => readSecret(question, process.stdin, (text) => void process.stderr.write(text)),
    environment: process.env,
    signal: stop.signal,
    places: findPlaces(entry),
  };
  process.exitCode = await run(process.argv.slice(2), commands, io);
}
