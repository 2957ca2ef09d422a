import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { LoupeError } from '../contract/errors.ts';
import { sha256, stationId } from '../contract/events.ts';
import { jsonBytes, readIfThere, writeWhole } from './durable.ts';
import type { Files, Platform } from './platform.ts';

/** Who this installation is: its name, its key, and the journal it writes. */
export interface Station {
  readonly stationId: string;
  /** Changes when the folder turns out to be a copy. */
  journalId(): string;
  /** Ed25519, DER (SPKI), base64. */
  readonly publicKey: string;
  /** Every key this station ever signed with, the present one last. */
  readonly publicKeys: readonly string[];
  /** Highest versions that ever opened this folder, by program: `loupe`, `node`, `electron`. */
  readonly highest: Readonly<Record<string, string>>;
  /**
   * Why this folder cannot be the one last written to; null when it is. The rule: `place.json` holds its own identity as a file, which
   * no copy and no restored backup shares, so a mismatch means a copy. (A snapshot of the whole disk cannot be told apart from inside;
   * the registry sees two journals that part.)
   */
  readonly copied: string | null;
  /** Where the journal stood when it was last marked; an older journal under a newer mark was restored in part. */
  readonly mark: JournalHead | null;
  /** Ed25519 over `message`. */
  sign(message: Uint8Array): Uint8Array;
  /** A new journal id, on disk when it resolves. */
  beginJournal(): Promise<string>;
  /** Notes the journal's head, and that this folder is where the station lives. */
  markHead(head: { readonly seq: number; readonly hash: string }): Promise<void>;
}

export interface JournalHead {
  readonly journalId: string;
  readonly seq: number;
  readonly hash: string;
}

export const stationFormat = 1;

const stationSchema = z.strictObject({
  format: z.literal(stationFormat),
  stationId,
  journalId: z.string().min(8).max(64),
  publicKeys: z.array(z.string()).min(1),
  highest: z.record(z.string(), z.string()),
});
export type StationRecord = z.infer<typeof stationSchema>;

const placeSchema = z.strictObject({
  self: z.string(),
  head: z.strictObject({ journalId: z.string(), seq: z.number().int().min(0), hash: sha256 }),
});

const secretName = 'station-key';

/**
 * Opens the station of this data folder; makes one at the first start.
 * @throws LoupeError `conflict` when a newer Loupe wrote the folder (nothing is written then), or `station.json` cannot be read
 */
export async function openStation({ platform, app }: { platform: Platform; app: string }): Promise<Station> {
  const { files, secrets } = platform;
  const known = await readStation(files);
  const written = (await files.list('journal')).some((name) => name.endsWith('.jsonl'));
  if (known === null && written)
    throw new LoupeError('conflict', {
      what: 'The folder holds a journal but no station.json: restore station.json, or choose an empty folder.',
    });

  const stored = await secrets.read(secretName);
  const key =
    stored === null ? newKey() : createPrivateKey({ key: Buffer.from(stored), format: 'der', type: 'pkcs8' });
  if (stored === null) await secrets.write(secretName, exportKey(key));
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

  const id = () => identifier(platform.random(10));
  let record: StationRecord = {
    format: stationFormat,
    stationId: known?.stationId ?? id(),
    journalId: known?.journalId ?? id(),
    publicKeys: [...(known?.publicKeys ?? []).filter((one) => one !== publicKey), publicKey],
    highest: higher(known?.highest ?? {}, { loupe: app, ...versionOf(platform.runtime) }),
  };
  const save = async (next: StationRecord) => {
    if (known === null) await files.makeFolder('');
    await writeWhole(files, 'station.json', jsonBytes(next));
    record = next;
  };
  if (JSON.stringify(record) !== JSON.stringify(known)) await save(record);

  const { copied, mark } = await readPlace(files, written);
  return {
    stationId: record.stationId,
    journalId: () => record.journalId,
    publicKey,
    publicKeys: record.publicKeys,
    highest: record.highest,
    copied,
    mark,
    sign: (message) => new Uint8Array(sign(null, message, key)),
    async beginJournal() {
      await save({ ...record, journalId: id() });
      return record.journalId;
    },
    markHead: ({ seq, hash }) =>
      writeWhole(files, 'place.json', (self) =>
        jsonBytes({ self, head: { journalId: record.journalId, seq, hash } }),
      ),
  };
}

/**
 * `station.json` as it stands; null when there is none. Writes nothing.
 * @throws LoupeError `conflict` when it is of a newer format or not what a station wrote
 */
export async function readStation(files: Files): Promise<StationRecord | null> {
  const bytes = await readIfThere(files, 'station.json');
  if (bytes === null) return null;
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new LoupeError(
      'conflict',
      { what: 'station.json is not JSON; restore it from a backup.' },
      { cause: error },
    );
  }
  const format = z.object({ format: z.number() }).safeParse(found).data?.format;
  if (format !== undefined && format > stationFormat)
    throw new LoupeError('conflict', {
      what: `A newer Loupe wrote this folder (format ${format}; this one knows ${stationFormat}). Nothing was changed. Install the newer Loupe.`,
    });
  const parsed = stationSchema.safeParse(found);
  if (!parsed.success)
    throw new LoupeError('conflict', { what: `station.json: ${z.prettifyError(parsed.error)}` });
  return parsed.data;
}

async function readPlace(files: Files, written: boolean): Promise<Pick<Station, 'copied' | 'mark'>> {
  const bytes = await readIfThere(files, 'place.json');
  // The first mark is made before the first line.
  if (bytes === null) return { copied: written ? 'place.json is missing' : null, mark: null };
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    found = null;
  }
  const place = placeSchema.safeParse(found);
  if (!place.success) return { copied: 'place.json cannot be read', mark: null };
  const self = await files.identity('place.json');
  return {
    copied: self === place.data.self ? null : 'the folder is a copy, or was restored from a backup',
    mark: place.data.head,
  };
}

function newKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}
function exportKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
}

/** 16 letters and digits out of 10 random bytes (base 32, no look-alikes). */
function identifier(bytes: Uint8Array): string {
  const letters = 'abcdefghjkmnpqrstvwxyz0123456789';
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 16 }, (_, i) => letters[Number((bits >> BigInt(5 * i)) & 31n)]).join('');
}

/** `node 24.21.0` as `{ node: '24.21.0' }`. */
function versionOf(runtime: string): Record<string, string> {
  const [name, version] = runtime.split(' ');
  return name !== undefined && version !== undefined ? { [name]: version } : {};
}

function higher(
  old: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Record<string, string> {
  const out: Record<string, string> = { ...old };
  for (const [name, version] of Object.entries(now))
    if (out[name] === undefined || compareVersions(version, out[name]) > 0) out[name] = version;
  return out;
}

/** By the numbers of `1.2.3`; what follows a `-` counts as earlier. */
export function compareVersions(a: string, b: string): number {
  const parts = (v: string) => (v.split('-')[0] ?? '').split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Number(b.includes('-')) - Number(a.includes('-'));
}
