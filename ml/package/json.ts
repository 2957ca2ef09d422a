import { z } from 'zod';

/** A JSON file of a package, checked. Throws an Error that says in one line what is wrong. */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  maxBytes: number,
): z.infer<Schema> {
  if (bytes.length > maxBytes) throw new Error(`${bytes.length} bytes; at most ${maxBytes} are allowed`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error('this is not JSON in UTF-8');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    issue === undefined
      ? 'not of the expected form'
      : `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
}
