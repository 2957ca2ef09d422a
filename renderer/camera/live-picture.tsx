import type { ComponentProps } from 'react';
import { inOneLine } from '../words/words.ts';
import { useCameraState } from './camera-context.tsx';
import { useLiveCanvas } from './use-live-canvas.ts';
import './live-picture.css';

/** What the camera sees now, at its own proportions, or why it sees nothing; `children` lie over it. */
export function LivePicture({ children, ...place }: ComponentProps<'div'>) {
  const { size, phase, fault } = useCameraState();
  const canvas = useLiveCanvas();
  const { width, height } = size ?? { width: 16, height: 9 };
  return (
    <div
      className="live-picture"
      role="group"
      aria-label="Live picture"
      style={{ aspectRatio: `${width} / ${height}` }}
      {...place}
    >
      <canvas ref={canvas} style={{ visibility: phase === 'live' ? 'visible' : 'hidden' }} />
      {phase !== 'live' && <p role="status">{fault === null ? 'The camera starts' : inOneLine(fault)}</p>}
      {children}
    </div>
  );
}
