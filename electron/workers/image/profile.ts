import { createHash } from 'node:crypto';
import { WorkFailure } from '../serve.ts';

/** Where a colour profile keeps the MD5 of itself, which counts these fields as zero (ICC.1:2022, 7.2.18). */
const identity = { from: 84, to: 100 } as const;
const counted = [{ from: 44, to: 48 }, { from: 64, to: 68 }, identity] as const;

/**
 * Holds a colour profile against its own checksum, where it has one: a damaged profile paints a sound picture in other colours.
 * @throws WorkFailure `unreadable-image`
 */
export function checkProfile(profile: Uint8Array): void {
  const said = profile.subarray(identity.from, identity.to);
  if (said.every((byte) => byte === 0)) return;
  const copy = Uint8Array.from(profile);
  for (const { from, to } of counted) copy.fill(0, from, to);
  if (createHash('md5').update(copy).digest().equals(said)) return;
  throw new WorkFailure('unreadable-image', 'its colour profile does not match its own checksum');
}
