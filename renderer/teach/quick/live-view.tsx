import { useEffect, useRef } from 'react';
import { useCamera, useCameraState } from '../../camera/camera-context.tsx';

/** The live picture, as large as its place allows. */
export function LiveView() {
  const camera = useCamera();
  const { phase } = useCameraState();
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
  const live = phase === 'live';
  return (
    <div className="quick-picture">
      <canvas ref={canvas} className="quick-live" style={{ visibility: live ? 'visible' : 'hidden' }} />
      <b className="quick-tag">{live ? 'LIVE' : 'NO PICTURE'}</b>
    </div>
  );
}
