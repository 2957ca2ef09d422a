import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useCamera, useCameraState } from '../../camera/camera-context.tsx';
import type { Luminance } from '../retire.ts';
import { begin, interrupted, look, taken, type Phase } from './placement.ts';

const lookEveryMs = 100;
/** On the demo bench nobody places a piece: one comes by itself after this long. */
const demoPlacesMs = 1500;

export interface HandsFree {
  /** What the bench shows; null while hands-free is off. */
  readonly phase: Phase | null;
  /** On: the bench as it is now is the empty one. @returns whether there is a bench to watch */
  toggle(): boolean;
  /** The piece that lies there has been judged, by whatever trigger. */
  taken(): void;
}

/** Hands-free mode: `trigger` is called, again and again until `taken`, while a new piece lies still. It ends with its source. */
export function usePlacement(luminance: (frame: VideoFrame) => Luminance, trigger: () => void): HandsFree {
  const camera = useCamera();
  const { phase: source, kind, choice } = useCameraState();
  const [onFor, setOnFor] = useState<typeof choice | null>(null);
  const [phase, setPhase] = useState<Phase>('learning');
  const placement = useRef(begin);
  const seen = useRef<Luminance | null>(null);
  const on = onFor !== null && onFor === choice;
  const run = useEffectEvent(trigger);

  useEffect(() => {
    if (!on) return;
    placement.current = begin;
    let lookedAt = -Infinity;
    return camera.onFrame(({ frame, at }) => {
      if (at - lookedAt < lookEveryMs) return;
      lookedAt = at;
      seen.current = luminance(frame);
      placement.current = look(placement.current, seen.current, at);
      if (placement.current.phase === 'placed') run();
      setPhase(placement.current.phase);
    });
  }, [on, camera, luminance]);

  useEffect(() => {
    if (!on || source === 'live') return;
    placement.current = interrupted(placement.current);
    setPhase(placement.current.phase);
  }, [on, source]);

  useEffect(() => {
    if (!on || kind !== 'demo' || phase !== 'empty') return;
    const placing = setTimeout(() => camera.nextPiece(), demoPlacesMs);
    return () => clearTimeout(placing);
  }, [on, kind, phase, camera]);

  return {
    phase: on ? phase : null,
    toggle() {
      const wanted = !on && kind !== 'folder' && source === 'live';
      setOnFor(wanted ? choice : null);
      setPhase('learning');
      if (wanted && kind === 'demo') camera.clearBench();
      return on || wanted;
    },
    taken() {
      if (seen.current !== null) placement.current = taken(placement.current, seen.current);
    },
  };
}
