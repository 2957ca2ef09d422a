/** Content-addressed originals: `images/ab/<sha256>.<type>`. What is named here never changes. */
export interface Images {
  /**
   * Resolves when bytes and name are on disk; storing the same bytes twice is harmless. Parts, as a live
   * frame comes, are stored one after the other as one file.
   * @returns lower-case hex SHA-256 of `bytes`
   * @throws LoupeError `not-written`, `disk-low`
   */
  put(type: ImageType, bytes: Uint8Array | readonly Uint8Array[]): Promise<string>;
  /**
   * The bytes as they came, checked against their name.
   * @throws LoupeError `not-found`; `conflict` when the file no longer matches its name
   */
  get(sha256: string): Promise<{ type: ImageType; bytes: Uint8Array }>;
  has(sha256: string): Promise<boolean>;
}

/** `gif` only as a mask. */
export type ImageType = 'y4m' | 'jpeg' | 'png' | 'tiff' | 'webp' | 'bmp' | 'gif';
