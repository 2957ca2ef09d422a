import { pictureFault } from '../../../ml/image/checks/picture.ts';
import { referenceFault } from '../../../ml/image/checks/reference.ts';
import type { Reason } from '../../../ml/verdict/result.ts';
import type { FrameHeader } from '../../contract/frame-lane.ts';
import type { NamedSetup } from '../../contract/setup.ts';
import type { ReceivedFrame } from './frames.ts';

/** What the station knows of its camera. */
export interface BoundCamera {
  /** The setup in force; null: none. */
  setup(): NamedSetup | null;
  /** Why no frame with this header may be judged; null: nothing stands against it. */
  faultOf(header: Pick<FrameHeader, 'source' | 'camera'>): Reason | null;
}

/** A picture that was older when somebody triggered does not show what lay there. */
export const oldestMs = 200;
/** A picture that waited longer here is not what somebody means now. */
const waitMs = 1000;
/** Cameras that send less often than this show what is over: nearly the age above. */
const seldomMs = 190;

const repeatFault = { none: null, part: 'picture-torn', all: 'camera-repeated' } as const;

/** The setup that a received frame was held against, and why it must not be judged; null: nothing is wrong with it. */
export function vet(
  received: ReceivedFrame,
  camera: BoundCamera | null,
  now: number,
): { readonly setup: NamedSetup | null; readonly reason: Reason | null } {
  const { header, frame } = received;
  const isCamera = header.source.kind === 'camera';
  const named = isCamera ? (camera?.setup() ?? null) : null;
  const beside = isCamera
    ? (camera?.faultOf(header) ?? timeFault(received, now) ?? sizeFault(received, named))
    : null;
  const reason =
    beside ??
    pictureFault(frame) ??
    repeatFault[received.repeated] ??
    (named && referenceFault(frame, named.setup.calibration));
  return { setup: named, reason };
}

/** Of cameras only: a rendered scene may be late on a busy machine. */
function timeFault({ header, arrived }: ReceivedFrame, now: number): Reason | null {
  if (header.ageMs > oldestMs || now - arrived > waitMs) return 'camera-stale';
  return (header.camera?.everyMs ?? 0) > seldomMs ? 'camera-slow' : null;
}

function sizeFault({ frame }: ReceivedFrame, named: NamedSetup | null): Reason | null {
  if (named === null) return null;
  const { width, height } = named.setup.settings;
  return frame.width === width.read && frame.height === height.read ? null : 'wrong-size';
}
