import { LoupeError } from '../../contract/errors.ts';
import type { TrainingDetail, TrainingRun } from '../../contract/training-runs.ts';
import { causeOf } from '../durable.ts';
import { FileError } from '../platform.ts';
import { WorkerFault, WorkerRefusal } from '../worker-link.ts';
import { missingLibrary } from './library.ts';
import type { Made } from './making.ts';
import { NothingKept } from './run.ts';

/** How a run came out. */
export interface Ending {
  readonly state: 'done' | 'stopped' | 'cancelled' | 'failed';
  /** In a sentence; null where there is nothing to say. */
  readonly why: string | null;
  readonly package: TrainingRun['package'];
  /** Null where none was made now. */
  readonly made: Made | null;
}

/** What ended a run that made nothing: what happened, what it means, what to do. */
export function endOf(error: unknown, signal: AbortSignal): Ending {
  const nothing = { package: null, made: null };
  if (signal.aborted) return { ...nothing, state: 'cancelled', why: 'Cancelled. No package was made.' };
  if (error instanceof NothingKept) return { ...nothing, state: 'stopped', why: error.message };
  return { ...nothing, state: 'failed', why: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  const none = 'No package was made.';
  if (error instanceof WorkerRefusal && error.code === 'no-library') return `${missingLibrary} ${none}`;
  if (error instanceof WorkerFault)
    return `A process that a run needs did not last: ${error.message}. ${none} Close other programs and start it again.`;
  const file = fileErrorIn(error);
  if (file?.code === 'no-space') return `The disk is full. ${none} Free some space and start it again.`;
  if (file) return `The data folder cannot be read or written: ${file.message}. ${none}`;
  const what = error instanceof LoupeError ? wordsOf(error) : causeOf(error);
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`;
  return what.includes(none) ? what : `${sentence} ${none}`;
}

/** Another room may have wrapped it. */
function fileErrorIn(error: unknown): FileError | undefined {
  if (error instanceof FileError) return error;
  return error instanceof Error && error.cause !== undefined ? fileErrorIn(error.cause) : undefined;
}

/** A failure of another room, with what it says of itself. */
const wordsOf = ({ code, data }: LoupeError): string => {
  const said = data as Partial<Record<'what' | 'cause', string>>;
  return said.cause ?? said.what ?? code;
};

/** Numbers of a run that a table can be sorted by. */
export function figuresOf({ evaluation, run }: TrainingDetail, { made }: Ending): Record<string, number> {
  const { accuracy, auroc, ece, escapes, falseRejects, unsure, msPerImage } = evaluation ?? {};
  const parameters = made?.manifest.parameters;
  const all = { accuracy, auroc, ece, escapes, falseRejects, unsure, msPerImage, parameters };
  return {
    ...run.figures,
    ...Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
  };
}
