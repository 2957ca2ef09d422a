import { useEffect } from 'react';
import { useStation } from '../app/station.tsx';
import { useCamera } from './camera-context.tsx';
import { holdsLease } from './obstacle.ts';

/** Takes camera and trigger when they are free, and opens the camera only while this window holds them. */
export function useLease(): { readonly held: boolean; readonly takeOver: () => void } {
  const { client, status, about } = useStation();
  const camera = useCamera();
  const held = holdsLease({ status, session: about?.session ?? null });
  const free = status !== null && status.lease === null;
  const claim = (take: boolean) => {
    // A refusal shows in the status: the lease stays where it is.
    client?.station.lease({ take }).catch(() => undefined);
  };
  useEffect(() => {
    if (free) client?.station.lease({ take: false }).catch(() => undefined);
  }, [free, client]);
  const lost = status !== null && !held && !free;
  useEffect(() => {
    // While the line is down the camera stays on: the page may be back in a moment.
    if (held) camera.power(true);
    else if (lost) camera.power(false);
  }, [held, lost, camera]);
  return { held, takeOver: () => claim(true) };
}
