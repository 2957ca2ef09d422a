import { createHash } from 'node:crypto';
import { parseEvent, type JournalEvent } from '../../contract/events.ts';
import type { Actor } from '../../contract/people.ts';

/** The end of the chain that the next line must follow. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}
/** Before the first line. */
export const origin: Head = { seq: 0, hash: '0'.repeat(64) };

export interface LineFields {
  readonly seq: number;
  readonly v: number;
  readonly at: string;
  readonly journal: string;
  readonly by: Actor;
  readonly kind: string;
  readonly data: unknown;
  readonly prev: string;
}

/** One line with its newline; the hash is the SHA-256 of its bytes before `,"hash"`. */
export function encodeLine(fields: LineFields): { bytes: Uint8Array; hash: string } {
  const { seq, v, at, journal, by, kind, data, prev } = fields;
  // This order of keys is the format.
  const body = JSON.stringify({ seq, v, at, journal, by: { id: by.id, role: by.role }, kind, data, prev });
  const open = body.slice(0, -1);
  const hash = createHash('sha256').update(open).digest('hex');
  return { bytes: new TextEncoder().encode(`${open},"hash":"${hash}"}\n`), hash };
}

/** A line as it was found, its own hash checked. */
export interface FoundLine {
  readonly seq: number;
  readonly at: string;
  readonly journal: string;
  readonly kind: string;
  readonly prev: string;
  readonly hash: string;
}

/** `,"hash":"` + 64 hex digits + `"}` */
const hashPart = /^,"hash":"([0-9a-f]{64})"\}$/;
const hashPartLength = 75;

/** Checks a line (without newline) against its own hash; null when it is not a line of a journal. */
export function readLine(bytes: Uint8Array): FoundLine | null {
  const cut = bytes.length - hashPartLength;
  if (cut <= 0) return null;
  const hash = hashPart.exec(decode(bytes.subarray(cut)))?.[1];
  if (hash === undefined) return null;
  if (createHash('sha256').update(bytes.subarray(0, cut)).digest('hex') !== hash) return null;
  try {
    return { ...(JSON.parse(decode(bytes)) as Omit<FoundLine, 'hash'>), hash };
  } catch {
    return null;
  }
}

/** Why a line cannot follow `head`; null when it can. */
export function gap(head: Head, line: FoundLine): string | null {
  if (line.seq !== head.seq + 1) return `line ${line.seq} stands where ${head.seq + 1} belongs`;
  if (line.prev !== head.hash) return `line ${line.seq} does not follow the line before it`;
  return null;
}

/** The event of a checked line; null when this build does not know its kind, version or shape. */
export function eventOf(bytes: Uint8Array): JournalEvent | null {
  try {
    return parseEvent(decode(bytes));
  } catch {
    return null;
  }
}

export const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
