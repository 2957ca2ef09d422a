import { createHash } from 'node:crypto';
import { compareVersions } from '../../host/station.ts';
import type { Manifest } from './manifest.ts';
import { Refusal } from './refusal.ts';

/** The newest release this station ever saw signed; kept on disk, so that no restart forgets it. */
export interface Seen {
  readonly version: string;
  readonly issued: string;
  readonly expires: string;
  readonly sha512: string;
}

/** The program that asks. */
export interface Installed {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly channel: string;
}

/**
 * Whether a signed manifest may be believed, and what it offers.
 * @param now milliseconds since 1970; a clock that runs behind what was seen is not believed
 * @returns true when it is newer than the program
 * @throws Refusal
 */
export function isOffer(manifest: Manifest, installed: Installed, seen: Seen | null, now: number): boolean {
  const { version, platform, arch, channel, issued, expires, file } = manifest;
  if (channel !== installed.channel)
    throw new Refusal('other-channel', `it is for ${channel}, this station follows ${installed.channel}`);
  if (platform !== installed.platform || arch !== installed.arch)
    throw new Refusal(
      'other-platform',
      `it is for ${platform} ${arch}, this is ${installed.platform} ${installed.arch}`,
    );
  const today = Math.max(now, seen === null ? 0 : Date.parse(seen.issued));
  if (Date.parse(expires) <= today)
    throw new Refusal('expired', `its word ended ${expires}: the feed is no longer kept, or is held back`);
  const step = compareVersions(version, installed.version);
  if (step < 0)
    throw new Refusal('older-version', `${version} is older than this program, ${installed.version}`);
  if (seen !== null) {
    const since = compareVersions(version, seen.version);
    if (since < 0 || (since === 0 && Date.parse(issued) < Date.parse(seen.issued)))
      throw new Refusal(
        'rolled-back',
        `${version} of ${issued}, but ${seen.version} of ${seen.issued} was seen before`,
      );
    if (since === 0 && file.sha512 !== seen.sha512)
      throw new Refusal('same-version-other-bytes', `${version} was seen before with other bytes`);
  }
  return step > 0;
}

/** What is remembered once a manifest was believed. */
export const seenIn = ({ version, issued, expires, file }: Manifest): Seen => ({
  ...{ version, issued, expires },
  sha512: file.sha512,
});

/** Whether a station is among the first `percent` of this version: always the same answer for one station, other stations for each version. */
export function isInRollout(station: string, version: string, percent: number): boolean {
  const place = createHash('sha256').update(`${version} ${station}`).digest().readUInt32BE(0);
  return place < (percent / 100) * 2 ** 32;
}
