import type { Releases } from './updater.ts';

/**
 * Whose releases this program takes. As it lies here it takes nobody's, and never looks for any: whoever publishes Loupe makes a key
 * (`loupe model keygen --out FILE`, kept outside the repository), puts the public half here (the middle line of FILE.pub) together with
 * the address, and signs each release with `sign-feed.ts`. To replace a key, sign with both until every station knows the new one.
 */
export const releases: Omit<Releases, 'feed'> & { readonly feed: string | null } = {
  feed: null,
  channel: 'stable',
  keys: [],
};
