import { useEffect, useEffectEvent } from 'react';
import { useCamera } from '../camera/camera-context.tsx';

/** Triggers for every picture that comes out of a watched folder. A picture is shown again and again, so what could not be judged now is tried then. */
export function useHandsFree(watched: boolean, trigger: () => void): void {
  const camera = useCamera();
  const run = useEffectEvent(trigger);
  useEffect(() => {
    if (!watched) return;
    return camera.onFrame(({ of }) => {
      if (of !== undefined) run();
    });
  }, [watched, camera]);
}
