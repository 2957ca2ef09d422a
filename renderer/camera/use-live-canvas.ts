import { useEffect, useRef, type RefObject } from 'react';
import { useCamera } from './camera-context.tsx';

/** A canvas that shows each frame of the camera as it comes, at the frame's own size, with its number in `data-frame`. */
export function useLiveCanvas(): RefObject<HTMLCanvasElement | null> {
  const camera = useCamera();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      camera.onFrame(({ frame, number }) => {
        const place = canvas.current;
        if (place === null) return;
        if (place.width !== frame.displayWidth) place.width = frame.displayWidth;
        if (place.height !== frame.displayHeight) place.height = frame.displayHeight;
        place.getContext('2d')?.drawImage(frame, 0, 0);
        place.dataset['frame'] = String(number);
      }),
    [camera],
  );
  return canvas;
}
