import { LoupeError } from '../../contract/errors.ts';
import { parseEvent } from '../../contract/events.ts';
import type { Images } from './images.ts';

/** An image that an inspection names and that is missing or damaged. */
export interface ImageProblem {
  readonly seq: number;
  readonly sha256: string;
  /** In plain words. */
  readonly what: string;
}

/**
 * Reads every image and score map that the journal's inspections name, in order. Yields after each line that names some how many lines
 * are done and what is wrong with this one. Only reads; lines that are damaged are `verify`'s to report.
 */
export async function* checkImages({
  lines,
  images,
}: {
  lines: AsyncIterable<string>;
  images: Pick<Images, 'get'>;
}): AsyncGenerator<{ readonly done: number; readonly problems: readonly ImageProblem[] }> {
  let done = 0;
  for await (const line of lines) {
    done++;
    const named = imagesOf(line);
    if (named.length === 0) continue;
    const problems: ImageProblem[] = [];
    for (const sha256 of named) {
      const what = await problemOf(images, sha256);
      if (what !== null) problems.push({ seq: done, sha256, what });
    }
    yield { done, problems };
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
