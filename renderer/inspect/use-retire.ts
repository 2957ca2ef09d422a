import { useEffect, type RefObject } from 'react';
import { useCamera, useCameraState } from '../camera/camera-context.tsx';
import { holdMs } from './hands-free/hold.ts';
import { look, watchFrom, type Luminance, type Watch } from './retire.ts';
import type { Shot } from './shot.ts';
import type { Stage } from './stage.ts';

const lookEveryMs = 100;
/** Time to read the verdict; whoever wants the next piece sooner has a button, and hands-free it goes on by itself. */
const demoSwapMs = { byHand: 8000, handsFree: 4000 };

interface Options {
  readonly shot: Shot | null;
  readonly stage: Stage;
  readonly judged: RefObject<Luminance | null>;
  readonly luminance: (frame: VideoFrame) => Luminance;
  readonly seconds: number;
  readonly blocked: boolean;
  readonly handsFree: boolean;
  readonly retire: () => void;
}

/** Takes a verdict off the screen once it no longer speaks of what lies there. */
export function useRetire({
  shot,
  stage,
  judged,
  luminance,
  seconds,
  blocked,
  handsFree,
  retire,
}: Options): void {
  const camera = useCamera();
  const { kind } = useCameraState();
  const phase = shot?.phase ?? null;
  const number = shot?.phase === 'verdict' ? shot.shot : null;
  const shownAt = shot?.phase === 'verdict' ? shot.shownAt : 0;
  const hold = handsFree ? holdMs(shot) : 0;

  useEffect(() => {
    if (number === null) return;
    if (blocked) return retire();
    const over = setTimeout(retire, seconds * 1000);
    let watch: Watch | null = judged.current === null ? null : watchFrom(judged.current);
    let lookedAt = -Infinity;
    let held: ReturnType<typeof setTimeout> | undefined;
    const stop = camera.onFrame(({ frame, at }) => {
      if (watch === null || at - lookedAt < lookEveryMs) return;
      lookedAt = at;
      const looked = look(watch, luminance(frame));
      ({ watch } = looked);
      if (!looked.changed) return;
      watch = null;
      const rest = shownAt + hold - performance.now();
      if (rest <= 0) retire();
      else held = setTimeout(retire, rest);
    });
    return () => {
      clearTimeout(over);
      clearTimeout(held);
      stop();
    };
  }, [number, shownAt, hold, blocked, seconds, camera, judged, luminance, retire]);

  // On the demo bench nobody lifts the piece: it changes by itself.
  useEffect(() => {
    if (number === null || kind !== 'demo') return;
    const swap = setTimeout(() => camera.nextPiece(), handsFree ? demoSwapMs.handsFree : demoSwapMs.byHand);
    return () => clearTimeout(swap);
  }, [number, kind, handsFree, camera]);

  useEffect(() => {
    if (phase === null || phase === 'last' || phase === 'failed') stage.thaw();
  }, [phase, stage]);
}
