import { contentDigest } from '../../../ml/image/checks/digest.ts';
import { readPlanes } from '../planes.ts';

/** Often enough that a frozen picture is told before it is 200 ms old, seldom enough to cost nothing. */
const everyMs = 90;

/** Digests of pictures as they go by, so that a camera that sends the same one again is found out. */
export interface Repeats {
  /** The picture is only borrowed. */
  see(frame: VideoFrame, number: number, at: number): void;
  /** `contentDigest` of the last picture that was read before this one; undefined before there is one. */
  before(number: number): string | undefined;
}

export function createRepeats(): Repeats {
  let seen: readonly { readonly number: number; readonly digest: string }[] = [];
  let busy = false;
  let last = -Infinity;
  return {
    see(frame, number, at) {
      if (busy || at - last < everyMs) return;
      busy = true;
      last = at;
      const picture = frame.clone();
      readPlanes(picture)
        .then(
          (planes) => (seen = [...seen.slice(-1), { number, digest: contentDigest(planes) }]),
          // One that cannot be read is compared with nothing.
          () => undefined,
        )
        .finally(() => {
          picture.close();
          busy = false;
        });
    },
    before: (number) => seen.findLast((each) => each.number < number)?.digest,
  };
}
