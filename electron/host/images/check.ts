import { LoupeError } from '../../contract/errors.ts';
import { parseEvent } from '../../contract/events.ts';
import type { Journal } from '../journal/journal.ts';
import type { Images } from './images.ts';

/** An image that an inspection names and that is missing or damaged. */
export interface ImageProblem {
  readonly seq: number;
  readonly sha256: string;
  /** In plain words. */
  readonly what: string;
}

const pageBytes = 1_000_000;

/**
 * Reads every image and score map that the journal's inspections name, in order. Yields after each page of lines how far it is (`done` of
 * `total` lines) and what it found in that page. Only reads; lines that are damaged are `verify`'s to report.
 */
export async function* checkImages({
  journal,
  images,
}: {
  journal: Pick<Journal, 'head' | 'read'>;
  images: Pick<Images, 'get'>;
}): AsyncGenerator<{
  readonly done: number;
  readonly total: number;
  readonly problems: readonly ImageProblem[];
}> {
  const decoder = new TextDecoder();
  for (let done = 0; ;) {
    const page = await journal.read(done, pageBytes);
    if (page.lines.length === 0) return;
    const problems: ImageProblem[] = [];
    for (const line of decoder.decode(page.lines).trimEnd().split('\n')) {
      done++;
      for (const sha256 of imagesOf(line)) {
        const what = await problemOf(images, sha256);
        if (what !== null) problems.push({ seq: done, sha256, what });
      }
    }
    yield { done, total: page.head, problems };
  }
}

/** The images a line names; none for a line that says nothing to this build. */
function imagesOf(line: string): readonly string[] {
  try {
    const event = parseEvent(line);
    if (event?.kind !== 'inspection.recorded') return [];
    const { image, steps } = event.data;
    return [image.sha256, ...steps.flatMap(({ map }) => (map === undefined ? [] : [map.sha256]))];
  } catch {
    return [];
  }
}

async function problemOf(images: Pick<Images, 'get'>, sha256: string): Promise<string | null> {
  try {
    await images.get(sha256);
    return null;
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error;
    if (error.code === 'not-found') return `image ${sha256} is missing`;
    if (error.code === 'conflict') return `image ${sha256} no longer matches its name`;
    throw error;
  }
}
