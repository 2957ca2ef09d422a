import { useCameraState } from '../../camera/camera-context.tsx';
import { useLiveCanvas } from '../../camera/use-live-canvas.ts';

/** The live picture, as large as its place allows. */
export function LiveView() {
  const { phase } = useCameraState();
  const canvas = useLiveCanvas();
  const live = phase === 'live';
  return (
    <div className="quick-picture">
      <canvas ref={canvas} className="quick-live" style={{ visibility: live ? 'visible' : 'hidden' }} />
      <b className="quick-tag">{live ? 'LIVE' : 'NO PICTURE'}</b>
    </div>
  );
}
