import { LoupeError } from '../contract/errors.ts';
import { UsageError, type Command, type ExitCode, type Io } from './io.ts';
import { nearest } from './nearest.ts';

/** Runs one command line. Never throws: every failure is a sentence on stderr and an exit code. */
export async function run(args: readonly string[], commands: readonly Command[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    const wanted = commands.find((command) => command.name === rest[0]);
    io.stdout(wanted?.usage ?? overview(commands));
    return 0;
  }
  if (name === '--version') {
    io.stdout(io.places.version);
    return 0;
  }
  if (name === undefined) {
    io.stderr(overview(commands));
    return 2;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) {
    const names = commands.map((one) => one.name);
    const guess = nearest(name, names);
    const advice = guess ? `did you mean loupe ${guess}?` : `known are ${names.join(', ')}`;
    io.stderr(`loupe: there is no command ${name}; ${advice}`);
    return 2;
  }
  const words = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (words.includes('--help') || words.includes('-h')) {
    io.stdout(command.usage);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr(`loupe ${name}: ${error.message}`);
      return 2;
    }
    if (io.signal.aborted) return 1;
    io.stderr(`loupe ${name}: ${sentence(error)}`);
    return error instanceof LoupeError && error.code !== 'journal-stopped' ? 2 : 3;
  }
}

/** A failure in words: of the contract's own ones what they say, of others message and stack. */
function sentence(error: unknown): string {
  if (error instanceof LoupeError) {
    const { what, cause } = error.data as { what?: string; cause?: string };
    return what ?? cause ?? error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Loupe, a desktop inspection station.',
    '',
    'Usage: loupe <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '`loupe <command> --help` says more.',
  ].join('\n');
}
