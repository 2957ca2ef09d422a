import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { causeOf } from '../host/durable.ts';
import { usualDataFolder } from '../host/node/data-folder.ts';
import { UsageError, type Io } from './io.ts';
import { nearest } from './nearest.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What every command takes. */
const everywhere = { json: { type: 'boolean' }, data: { type: 'string' } } as const satisfies Options;

/**
 * The flags and words of a command line; `--json` and `--data` are known to every command.
 * @throws UsageError for an unknown flag (with the nearest known one), or one whose value is missing
 */
export function parseArguments<const O extends Options>(args: readonly string[], options: O) {
  const known: O & typeof everywhere = { ...everywhere, ...options };
  const loose = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of loose.tokens ?? []) {
    if (token.kind !== 'option' || Object.hasOwn(known, token.name)) continue;
    const guess = nearest(token.name, Object.keys(known));
    throw new UsageError(
      `there is no ${token.rawName}; ` +
        (guess
          ? `did you mean --${guess}?`
          : `known are ${Object.keys(known)
              .map((name) => `--${name}`)
              .join(', ')}`),
    );
  }
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(causeOf(error), { cause: error });
  }
}

/**
 * A whole number from the command line.
 * @throws UsageError
 */
export function wholeNumber(flag: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new UsageError(`--${flag} ${text}: a whole number from ${from} to ${to} is allowed`);
}

/**
 * A number above 0 from the command line.
 * @throws UsageError
 */
export function positive(flag: string, text: string, most = Infinity): number {
  const value = Number(text);
  if (value > 0 && value <= most && Number.isFinite(value)) return value;
  const limit = most === Infinity ? '' : `, at most ${most},`;
  throw new UsageError(`--${flag} ${text}: a number above 0${limit} is allowed`);
}

/**
 * A share from the command line.
 * @throws UsageError
 */
export function share(flag: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new UsageError(`--${flag} ${text}: a share between 0 and 1 is allowed`);
}

/**
 * One of a few words from the command line.
 * @throws UsageError, with the nearest of them
 */
export function oneOf<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const guess = nearest(text, choices);
  throw new UsageError(
    `--${flag} ${text}: ${guess ? `did you mean ${guess}?` : `allowed are ${choices.join(', ')}`}`,
  );
}

/** Names with commas between them. */
export const listOf = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The station's folder: what `--data` says, else the place where this system keeps a program's data. */
export function dataFolder(
  chosen: string | undefined,
  environment: Io['environment'],
  system = process.platform,
): string {
  if (chosen !== undefined) {
    if (chosen === '') throw new UsageError('--data needs the name of a folder');
    return resolve(chosen);
  }
  return usualDataFolder(environment, system);
}
