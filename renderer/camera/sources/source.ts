import type { ReadBack } from '../../../electron/contract/setup.ts';
import type { Fault, LocalFault } from '../../words/fault.ts';
import type { Abilities } from '../settings.ts';

export type CameraFault = Extract<LocalFault, `camera-${string}` | `folder-${string}`>;

/** A camera to take pictures from. */
export interface CameraChoice {
  readonly kind: 'camera';
  /** As the browser names it; null: the first there is. */
  readonly label: string | null;
  /** Tells two of one label apart, for as long as the browser keeps it; null: whichever has the label. */
  readonly deviceId: string | null;
  /** What it is set to when it opens. */
  readonly asked?: ReadBack;
  /** The station's setup chose it. The station knows it by more than this page does, so that it has the last word. */
  readonly bound?: true;
}

/** An opened camera; another one after every opening. */
export interface CameraTrack {
  readonly id: string;
  readonly deviceId: string;
  readonly can: Abilities;
  /** What it says its settings are now. */
  read(): ReadBack;
  /** Asks again for what was asked when it opened. */
  set(): Promise<void>;
}

/** Where pictures come from: a camera, the demo scene, or the station's folder. */
export type Choice = CameraChoice | { readonly kind: 'demo' | 'folder' };

export const anyCamera: CameraChoice = { kind: 'camera', label: null, deviceId: null };

/** The file that a picture stands for: the station has it already and judges that, not the picture. */
export interface PictureOf {
  readonly id: string;
  readonly name: string;
}

/** What an open source tells. `frame` hands the picture over: the listener closes it. */
export interface Listener {
  frame(frame: VideoFrame, of?: PictureOf): void;
  /** There will be no more pictures, and nobody said why. */
  ended(): void;
  fault(code: CameraFault): void;
}

export interface Source {
  readonly kind: Choice['kind'];
  readonly label: string;
  readonly track?: CameraTrack;
  /** Resolves when it is closed; what it gives meanwhile is not heard. */
  stop(): void | Promise<void>;
  /** Puts the next piece under the camera; only a rendered bench can. */
  nextPiece?(kind?: PieceKind): void;
  /** Takes the piece away until the next one comes; only a rendered bench can. */
  clearBench?(): void;
}

/** What a rendered bench can be asked for. */
export type PieceKind = 'good' | 'damaged';

export class CameraError extends Error {
  readonly code: CameraFault;
  readonly data: Fault['data'];
  constructor(code: CameraFault, { cause, ...data }: { cause?: unknown } & Record<string, unknown> = {}) {
    super(code, { cause });
    this.name = 'CameraError';
    this.code = code;
    this.data = data;
  }
}

/** A choice as one word, and back. Device ids have no blank in them. */
export const choiceText = (choice: Choice): string =>
  choice.kind === 'camera'
    ? `camera:${choice.deviceId === null ? '' : `id=${choice.deviceId} `}${choice.label ?? ''}`
    : choice.kind;

export function choiceOf(text: string): Choice {
  const [camera, deviceId, label] = /^camera:(?:id=(\S+) )?(.*)$/s.exec(text) ?? [];
  if (camera !== undefined) return { kind: 'camera', label: label || null, deviceId: deviceId ?? null };
  return { kind: text === 'folder' ? 'folder' : 'demo' };
}

const key = 'loupe.source';

/** The chosen source: the address says it for this visit (`?source=camera|demo|folder`), else what was chosen last, else the demo scene. */
export function readChoice(search: string, storage: Pick<Storage, 'getItem'>): Choice {
  const asked = new URLSearchParams(search).get('source');
  if (asked === 'demo' || asked === 'folder') return { kind: asked };
  return asked === 'camera' ? anyCamera : choiceOf(storage.getItem(key) ?? '');
}

export const storeChoice = (choice: Choice, storage: Pick<Storage, 'setItem'>): void =>
  storage.setItem(key, choiceText(choice));
