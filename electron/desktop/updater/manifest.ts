import { z } from 'zod';
import { Refusal, type RefusalReason } from './refusal.ts';

/** Beyond this a feed is not read on: a manifest has some 500 bytes. */
export const manifestLimitBytes = 65_536;

const number = '(0|[1-9]\\d{0,5})';
const release = new RegExp(`^${number}\\.${number}\\.${number}$`);

/**
 * What a release says of itself; one file a platform, signed as it lies. A station takes `file` when `version` is higher than all it ever
 * saw, and believes the manifest until `expires`, so that an old one cannot be served for ever.
 */
const manifestSchema = z.strictObject({
  format: z.literal(1),
  product: z.literal('loupe-station'),
  version: z.string(),
  channel: z.string(),
  platform: z.string(),
  arch: z.string(),
  issued: z.iso.datetime(),
  expires: z.iso.datetime(),
  file: z.strictObject({
    /** A plain name; the file lies beside the manifest. */
    name: z.string(),
    /** bytes */
    size: z.number().int().min(1).max(2_000_000_000),
    /** base64 */
    sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  }),
  /** Percent of the stations that take it; all unless said. */
  staging: z.unknown().optional(),
});

export type Manifest = Omit<z.infer<typeof manifestSchema>, 'staging'> & { readonly staging: number };

/**
 * Reads the bytes that were signed, strictly: what a later format adds is for later stations.
 * @throws Refusal
 */
export function readManifest(bytes: Uint8Array): Manifest {
  const found = manifestSchema.safeParse(jsonOf(bytes));
  if (!found.success) throw new Refusal('unreadable-manifest', z.prettifyError(found.error));
  const { staging = 100, ...manifest } = found.data;
  const { version, file, issued, expires } = manifest;
  const check = (fine: boolean, reason: RefusalReason, message: string): void => {
    if (!fine) throw new Refusal(reason, message);
  };
  check(!/^\d+\.\d+\.\d+-[0-9A-Za-z]/.test(version), 'pre-release', `${version} is a pre-release`);
  check(release.test(version), 'bad-version', `${JSON.stringify(version)} is no version like 1.2.3`);
  check(
    typeof staging === 'number' && Number.isInteger(staging) && staging >= 0 && staging <= 100,
    'bad-staging',
    `staging ${JSON.stringify(staging)} is no whole percentage`,
  );
  check(
    /^[A-Za-z0-9][\w.-]{0,99}$/.test(file.name) && !file.name.includes('..'),
    'bad-file-name',
    `${JSON.stringify(file.name)} is no plain file name`,
  );
  check(
    Date.parse(issued) < Date.parse(expires),
    'unreadable-manifest',
    `it expires (${expires}) before it was issued (${issued})`,
  );
  return { ...manifest, staging: staging as number };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Refusal('unreadable-manifest', 'the manifest is not JSON', { cause: error });
  }
}

/** The manifest's name in the feed; its signatures lie beside it as `<name>.sig`. */
export const manifestName = (channel: string, platform: string, arch: string): string =>
  `loupe-${channel}-${platform}-${arch}.json`;
