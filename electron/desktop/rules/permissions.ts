import { isOurs } from './trust.ts';

/** A page asks for something. */
export interface PermissionRequest {
  readonly permission: string;
  /** The frame that asks. */
  readonly url: string;
  readonly mainFrame: boolean;
  /** What `media` is asked for. */
  readonly media: readonly string[];
}

/**
 * Everything is refused but the camera, to our own page. Chromium on Windows is known to ask for a camera with an empty list; there, and
 * only there, an empty list is taken for the camera. The same list may stand for a capture of the screen, or hide a microphone: our page
 * gets neither, because it is sent with a Permissions-Policy that has both shut.
 */
export function mayHave(
  { permission, url, mainFrame, media }: PermissionRequest,
  system: NodeJS.Platform,
): boolean {
  if (permission !== 'media' || !mainFrame || !isOurs(url)) return false;
  return media.length === 0 ? system === 'win32' : media.every((kind) => kind === 'video');
}

/** A page asks whether it already may. `media` is one of `video`, `audio`, `unknown`. */
export interface PermissionCheck {
  readonly permission: string;
  /** Origin of the frame that asks. */
  readonly origin: string;
  readonly mainFrame: boolean;
  readonly media: string | undefined;
}

export const alreadyHas = ({ permission, origin, mainFrame, media }: PermissionCheck): boolean =>
  permission === 'media' && media === 'video' && mainFrame && isOurs(origin);
