import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Camera, CameraState } from './camera.ts';

export const CameraContext = createContext<Camera | null>(null);

export function useCamera(): Camera {
  const camera = useContext(CameraContext);
  if (camera === null) throw new Error('there is no CameraContext above this component');
  return camera;
}

export function useCameraState(): CameraState {
  const { subscribe, state } = useCamera();
  return useSyncExternalStore(subscribe, state);
}
