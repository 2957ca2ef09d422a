import { frameBytes, type Frame, type FrameColour, type FrameLayout } from '../../ml/image/frame.ts';

/**
 * The lane on which frames travel to the host: one message a frame, a small header and the planes as they came.
 *
 * Layout, little-endian: u32 header length, header (JSON, UTF-8), zero bytes up to the next multiple of 4, planes.
 * The receiver answers each frame with its id, so a sender keeps at most one in flight.
 */
export interface FrameHeader {
  /** Chosen by the sender; `inspection.judge` names it. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly layout: FrameLayout;
  readonly colour: FrameColour;
  readonly source: {
    readonly kind: 'camera' | 'demo' | 'folder';
    readonly label: string;
    readonly frame?: number;
  };
  /** Milliseconds between capture and trigger (without one: sending), by the sender's clock. */
  readonly ageMs: number;
  /** Of a camera only. */
  readonly camera?: {
    /** As reported: which opening of the camera this frame is of. */
    readonly track: string;
    /** Median milliseconds between its last pictures; absent before there are two. */
    readonly everyMs?: number;
    /** `contentDigest` of the picture before this one; absent for the first. */
    readonly before?: string;
  };
}
export interface SentFrame {
  readonly header: FrameHeader;
  readonly frame: Frame;
}

/** The largest frame that is taken: 40 megapixels in RGB. */
export const frameLimitBytes = 120_000_000;

export function packFrame(header: FrameHeader, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 4) * 4;
  const message = new Uint8Array(start + data.length);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  message.set(data, start);
  return message;
}

/** @returns null for anything that is not exactly one well-formed frame. `frame.data` is a view into `message`. */
export function unpackFrame(message: Uint8Array): SentFrame | null {
  if (message.length < 8 || message.length > frameLimitBytes) return null;
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  const start = Math.ceil((4 + length) / 4) * 4;
  if (length > 4096 || start > message.length) return null;
  try {
    const h = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(message.subarray(4, 4 + length)),
    ) as FrameHeader;
    const side = (n: unknown): n is number =>
      Number.isInteger(n) && (n as number) > 0 && (n as number) <= 16384;
    const known =
      typeof h.id === 'string' &&
      h.id.length > 0 &&
      h.id.length <= 64 &&
      side(h.width) &&
      side(h.height) &&
      ['i420', 'grey', 'rgb'].includes(h.layout) &&
      ['bt601', 'bt709'].includes(h.colour?.matrix) &&
      ['limited', 'full'].includes(h.colour?.range) &&
      ['camera', 'demo', 'folder'].includes(h.source?.kind) &&
      typeof h.source.label === 'string' &&
      h.source.label.length <= 500 &&
      (h.source.frame === undefined || (Number.isInteger(h.source.frame) && h.source.frame >= 0)) &&
      Number.isFinite(h.ageMs) &&
      (h.camera === undefined || isCamera(h.camera));
    const data = message.subarray(start);
    if (!known || data.length !== frameBytes(h.layout, h.width, h.height)) return null;
    return {
      header: h,
      frame: { width: h.width, height: h.height, layout: h.layout, colour: h.colour, data },
    };
  } catch {
    return null;
  }
}

function isCamera(camera: FrameHeader['camera'] | null): boolean {
  if (typeof camera !== 'object' || camera === null) return false;
  const { track, everyMs, before } = camera;
  const short = (text: unknown) => typeof text === 'string' && text.length > 0 && text.length <= 100;
  return (
    short(track) &&
    (everyMs === undefined || (Number.isFinite(everyMs) && everyMs >= 0)) &&
    (before === undefined || short(before))
  );
}
