import type { Alias, SignedPromotion } from '../../../ml/package/promotion.ts';
import type { PackageFiles } from '../../../ml/package/files.ts';
import type { Arriving } from './promotion/arriving.ts';
import type { Foreign } from './foreign.ts';

/** A package by what it is; the digest alone names its content. */
export interface PackageRef {
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
}

/** What is known of a version for display: gate, figures, who signed. Never read for a decision. */
export type Tags = Readonly<Record<string, string>>;

export interface RegisteredVersion extends PackageRef {
  readonly tags: Tags;
}

/**
 * Where packages and promotions of all stations meet. Nothing that comes out of it is believed: whoever fetches verifies.
 * Everything in it is immutable and named by its content, so that doing anything twice is harmless and two writers cannot mix.
 * All throw LoupeError `registry-unreachable` while there is no way to it.
 */
export interface Registry extends Foreign {
  /** Names of the models that have a version, sorted. */
  models(): Promise<readonly string[]>;
  /**
   * Every version that is there whole, newest first. Two contents of one version number, which only two writers at the very same moment
   * can bring about, are two rows.
   */
  versions(model: string): Promise<readonly RegisteredVersion[]>;
  /**
   * Stores a package with its tags, and reads back what was stored. A package that is there already stays as it is, and so do its tags;
   * those that it does not have yet are added.
   * @throws LoupeError `conflict` when other content has its name and version; `not-written`
   */
  register(ref: PackageRef, files: PackageFiles, tags: Tags): Promise<void>;
  /**
   * The files that lie where that package was registered, whoever changed them since.
   * @param arriving has what came before, and keeps each file as it comes
   * @throws LoupeError `not-found`; `model-refused` for more bytes than a package may have, before the first is read
   */
  fetch(ref: PackageRef, arriving?: Arriving): Promise<PackageFiles>;
  /** The promotion that the alias stands on now, as it was found; null: none. @throws LoupeError `model-refused` for what is no promotion */
  promoted(model: string, alias: Alias): Promise<SignedPromotion | null>;
  /**
   * Makes the alias stand on this promotion. When it resolves, the promotion is stored and none of the same serial is beside it.
   * @throws LoupeError `conflict` when there is one of the same or a higher serial: sign again with a higher one; `not-written`
   */
  publish(signed: SignedPromotion): Promise<void>;
}

/** Those that a version does not have yet; null: it has them all. */
export function missingTags(tags: Tags, there: Tags = {}): Tags | null {
  const missing = Object.entries(tags).filter(([key]) => !Object.hasOwn(there, key));
  return missing.length === 0 ? null : Object.fromEntries(missing);
}
