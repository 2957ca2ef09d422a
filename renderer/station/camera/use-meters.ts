import { useEffect, useState } from 'react';
import type { Area } from '../../../electron/contract/setup.ts';
import { centreOf, isWithin } from '../../../ml/image/luminance.ts';
import { exposureOf } from '../../../ml/image/meters/exposure.ts';
import { focusOf } from '../../../ml/image/meters/focus.ts';
import { greyOf } from '../../../ml/image/meters/grey.ts';
import { histogramOf } from '../../../ml/image/meters/histogram.ts';
import { useCamera } from '../../camera/camera-context.tsx';
import { readPlanes } from '../../camera/planes.ts';

/** What the meters say of a live picture. */
export interface Meters {
  readonly histogram: Uint32Array;
  readonly exposure: { readonly low: number; readonly high: number };
  /** Of the mark, else of the middle of the picture. */
  readonly focus: number;
  readonly grey: number | null;
}

const everyMs = 250;
/** A histogram needs no more. */
const everyRow = 4;

/** Measures the live picture a few times a second, as the station does on a trigger. @returns null before the first */
export function useMeters(grey: Area | null, focus: Area | null): Meters | null {
  const camera = useCamera();
  const [meters, setMeters] = useState<Meters | null>(null);
  useEffect(() => {
    let gone = false;
    let busy = false;
    let last = -Infinity;
    const measure = async (picture: VideoFrame) => {
      const frame = await readPlanes(picture);
      const fits = (area: Area | null) => (area !== null && isWithin(area, frame) ? area : null);
      const patch = fits(grey);
      const measured = {
        histogram: histogramOf(frame, everyRow),
        exposure: exposureOf(frame),
        focus: focusOf(frame, fits(focus) ?? centreOf(frame)),
        grey: patch && greyOf(frame, patch),
      };
      if (!gone) setMeters(measured);
    };
    const stop = camera.onFrame(({ frame, at }) => {
      if (busy || at - last < everyMs) return;
      last = at;
      busy = true;
      const picture = frame.clone();
      // A picture that cannot be read says nothing; the next one comes.
      void measure(picture)
        .catch(() => undefined)
        .finally(() => {
          picture.close();
          busy = false;
        });
    });
    return () => {
      gone = true;
      stop();
    };
  }, [camera, grey, focus]);
  return meters;
}
