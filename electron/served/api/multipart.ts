import { badInput } from './failure.ts';

/** What a form sent: short texts by name, and one file. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: { readonly name: string; readonly bytes: Uint8Array };
}

const partLimit = 8;
const headLimitBytes = 4096;
const fieldLimitBytes = 1000;
const emptyLine = '\r\n\r\n';

/**
 * A `multipart/form-data` body (RFC 7578) with exactly one file, already read whole. Strict, since every client that matters writes the same
 * few forms of it: CRLF line ends, no nested parts, no transfer encodings. Each byte is looked at once.
 * @throws ApiFailure `bad-input`
 */
export function parseForm(contentType: string, body: Buffer): Form {
  const boundary = boundaryOf(contentType);
  const fields = new Map<string, string>();
  let file: Form['file'] | null = null;
  let at = opening(body, boundary);
  for (let count = 1; ; count += 1) {
    if (count > partLimit) throw badInput(`a form may have ${partLimit} parts`);
    const headEnd = body.subarray(at, at + headLimitBytes).indexOf(emptyLine);
    if (headEnd < 0) throw badInput(`part ${count} of the form has no end of its headers`);
    const { name, fileName } = readHead(body.subarray(at, at + headEnd).toString('utf8'), count);
    const from = at + headEnd + emptyLine.length;
    // A part without content: its empty line is also the line end before the boundary.
    const to = body.indexOf(`\r\n--${boundary}`, from - 2);
    if (to < 0) throw badInput('the form ends in the middle of a part');
    const content = body.subarray(from, Math.max(from, to));
    if (fileName !== null) {
      if (file !== null) throw badInput('the form has more than one file');
      file = { name: fileName, bytes: new Uint8Array(content) };
    } else {
      if (fields.has(name)) throw badInput(`the form has ${JSON.stringify(name)} twice`);
      if (content.length > fieldLimitBytes)
        throw badInput(`${JSON.stringify(name)} has ${content.length} bytes, allowed ${fieldLimitBytes}`);
      fields.set(name, content.toString('utf8'));
    }
    const after = to + 4 + boundary.length;
    const mark = body.subarray(after, after + 2).toString('latin1');
    if (mark === '--') break;
    if (mark !== '\r\n') throw badInput('a boundary of the form is followed by something else');
    at = after + 2;
  }
  if (file === null) throw badInput('the form has no file');
  return { fields, file };
}

/** The characters that RFC 2046 allows, 70 at most. */
function boundaryOf(contentType: string): string {
  const found = /;\s*boundary=(?:"([\w'()+,\-./:=? ]{1,70})"|([\w'()+,\-./:=?]{1,70}))\s*(?:;|$)/i.exec(
    contentType,
  );
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined || boundary.endsWith(' ')) throw badInput('the form names no boundary');
  return boundary;
}

/** Where the first part begins; a line end before it is forgiven. */
function opening(body: Buffer, boundary: string): number {
  const line = `--${boundary}\r\n`;
  const from = body.subarray(0, 2).toString('latin1') === '\r\n' ? 2 : 0;
  if (body.subarray(from, from + line.length).toString('latin1') !== line)
    throw badInput('the form does not begin with its boundary');
  return from + line.length;
}

function readHead(head: string, count: number): { name: string; fileName: string | null } {
  let said: string | null = null;
  for (const line of head.split('\r\n')) {
    const [, key, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined)
      throw badInput(`part ${count} of the form has a broken header`);
    if (/^content-disposition$/i.test(key)) said = value;
    if (/^content-transfer-encoding$/i.test(key) && !/^(binary|8bit|7bit)$/i.test(value))
      throw badInput('parts of a form must be sent as they are, without a transfer encoding');
  }
  if (said === null || !/^form-data\s*;/i.test(said)) throw badInput(`part ${count} is no part of a form`);
  const name = parameter(said, 'name');
  if (name === null) throw badInput(`part ${count} of the form has no name`);
  return { name, fileName: extended(said) ?? parameter(said, 'filename') };
}

/** `name="…"`, with `\"` (curl) and `%22` (browsers) standing for a quote. */
function parameter(said: string, key: string): string | null {
  const found = new RegExp(`;\\s*${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s"]+))`, 'i').exec(said);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? null : value.replaceAll(/\\(["\\])/g, '$1').replaceAll('%22', '"');
}

/** `filename*=UTF-8''…` */
function extended(said: string): string | null {
  const value = /;\s*filename\*=utf-8''([^;\s]*)/i.exec(said)?.[1];
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    throw badInput('the name of the file is no UTF-8');
  }
}
