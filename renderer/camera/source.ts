import type { LocalFault } from '../words/fault.ts';

export type CameraFault = Extract<LocalFault, `camera-${string}` | `folder-${string}`>;

/** Where pictures come from: a camera by its label (null: the first there is), the demo scene, or the station's folder. */
export type Choice =
  { readonly kind: 'camera'; readonly label: string | null } | { readonly kind: 'demo' | 'folder' };

/** The file that a picture stands for: the station has it already and judges that, not the picture. */
export interface PictureOf {
  readonly id: string;
  readonly name: string;
}

/** What an open source tells. `frame` hands the picture over: the listener closes it. */
export interface Listener {
  frame(frame: VideoFrame, of?: PictureOf): void;
  fault(code: CameraFault): void;
}

export interface Source {
  readonly kind: Choice['kind'];
  readonly label: string;
  stop(): void;
  /** Puts the next piece under the camera; only a rendered bench can. */
  nextPiece?(): void;
}

export class CameraError extends Error {
  readonly code: CameraFault;
  constructor(code: CameraFault, options?: { cause?: unknown }) {
    super(code, options);
    this.name = 'CameraError';
    this.code = code;
  }
}

const key = 'loupe.source';

/** The chosen source: the address says it for this visit (`?source=camera|demo|folder`), else what was chosen last, else the demo scene. */
export function readChoice(search: string, storage: Pick<Storage, 'getItem'>): Choice {
  const asked = new URLSearchParams(search).get('source');
  if (asked === 'demo' || asked === 'folder') return { kind: asked };
  if (asked === 'camera') return { kind: 'camera', label: null };
  const stored = storage.getItem(key);
  if (stored?.startsWith('camera:')) return { kind: 'camera', label: stored.slice('camera:'.length) || null };
  return { kind: stored === 'folder' ? 'folder' : 'demo' };
}

export const storeChoice = (choice: Choice, storage: Pick<Storage, 'setItem'>): void =>
  storage.setItem(key, choice.kind === 'camera' ? `camera:${choice.label ?? ''}` : choice.kind);
