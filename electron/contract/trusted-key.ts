import { z } from 'zod';
import { stationId } from './events.ts';
import { draftLimitBytes } from './model-draft.ts';

/** A key of another station or person whose packages this station believes. */
export const trustedKeySchema = z.strictObject({
  /** The first 32 hex digits of the SHA-256 of its DER bytes. */
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Whose it is, in words. */
  name: z.string().trim().min(1).max(80),
  added: z.iso.datetime(),
  /** Whose key it is, where it was pinned for one station: then no other key speaks for that one, and this key for no other. */
  station: stationId.exactOptional(),
});
export type TrustedKeyInfo = z.infer<typeof trustedKeySchema>;

/** A package as a screen sends it: its files, by their paths inside it. */
export const packageFilesSchema = z
  .array(
    z.object({
      path: z.string().min(1).max(300),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes'),
    }),
  )
  .min(1)
  .max(1000)
  .refine(
    (files) => files.reduce((sum, { bytes }) => sum + bytes.length, 0) <= draftLimitBytes,
    `at most ${draftLimitBytes} bytes together`,
  );
