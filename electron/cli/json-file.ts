import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from './io.ts';

/**
 * What a JSON file of somebody's says.
 * @param what it should be, in words
 * @throws UsageError
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>, what: string): Promise<T> {
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause: error });
  });
  try {
    return schema.parse(JSON.parse(content));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UsageError(`${file} is no ${what}: ${why}`, { cause: error });
  }
}
