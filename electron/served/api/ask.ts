import { z } from 'zod';
import { imageLimits } from '../../contract/imaging.ts';
import { ApiFailure, badInput } from './failure.ts';
import { parseForm } from './multipart.ts';

/** What a request asks for beside its picture. */
const wishes = z.strictObject({
  page: z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number')
    .transform(Number)
    .refine((page) => page <= imageLimits.pages, `at most ${imageLimits.pages}`)
    .default(0),
  record: z
    .enum(['true', 'false'])
    .transform((said) => said === 'true')
    .default(false),
  name: z.string().min(1).max(200).default('picture'),
});

export interface Ask {
  readonly page: number;
  readonly record: boolean;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Which of the two ways of sending a picture this is. @throws ApiFailure `wrong-type` */
export function bodyKind(contentType: string | undefined, encoding: string | undefined): 'form' | 'picture' {
  const allowed = 'allowed are multipart/form-data with one file, image/… and application/octet-stream';
  if (encoding !== undefined && encoding !== 'identity')
    throw new ApiFailure('wrong-type', 'the body must come as it is, without a content encoding');
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') return 'form';
  if (type === 'application/octet-stream' || /^image\/[\w.+-]+$/.test(type)) return 'picture';
  throw new ApiFailure(
    'wrong-type',
    `the body is ${type === '' ? 'of no type' : type.slice(0, 80)}; ${allowed}`,
  );
}

/** @throws ApiFailure `bad-input` for what is not known, given twice or not allowed */
export function readAsk(
  kind: 'form' | 'picture',
  contentType: string,
  query: URLSearchParams,
  body: Buffer,
): Ask {
  const said = new Map<string, string>();
  const add = ([key, value]: readonly [string, string]) => {
    if (said.has(key)) throw badInput(`${JSON.stringify(key.slice(0, 80))} is given twice`);
    said.set(key, value);
  };
  for (const entry of query) add(entry);
  const form = kind === 'form' ? parseForm(contentType, body) : null;
  for (const entry of form?.fields ?? []) add(entry);
  if (form !== null && form.file.name !== '' && !said.has('name'))
    said.set('name', Array.from(form.file.name).slice(-100).join(''));
  const parsed = wishes.safeParse(Object.fromEntries(said));
  if (!parsed.success)
    throw badInput(
      parsed.error.issues
        .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
        .join('; '),
    );
  const bytes = form === null ? new Uint8Array(body) : form.file.bytes;
  if (bytes.length === 0) throw badInput('the picture has no bytes');
  return { ...parsed.data, bytes };
}
