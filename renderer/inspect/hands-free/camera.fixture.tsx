import type { ReactNode } from 'react';
import { CameraContext } from '../../camera/camera-context.tsx';
import type { Camera, CameraState, Live } from '../../camera/camera.ts';
import type { Luminance } from '../retire.ts';

/** A camera whose pictures and state the test makes. A picture is only its brightness: `luminance` reads it back. */
export function playedCamera() {
  let state: CameraState = {
    ...{
      choice: { kind: 'camera', label: 'Bench 1', deviceId: 'a' },
      phase: 'live',
      fault: null,
      kind: 'camera',
    },
    ...{ label: 'Bench 1', size: { width: 1280, height: 720 }, track: null },
  };
  const watchers = new Set<() => void>();
  const viewers = new Set<(live: Live) => void>();
  const asked: string[] = [];
  let number = 0;
  const camera: Camera = {
    state: () => state,
    subscribe: (watcher) => (watchers.add(watcher), () => watchers.delete(watcher)),
    onFrame: (viewer) => (viewers.add(viewer), () => viewers.delete(viewer)),
    take: () => null,
    choose: () => undefined,
    power: () => undefined,
    nextPiece: () => void asked.push('next piece'),
    clearBench: () => void asked.push('clear bench'),
    close: () => undefined,
  };
  return {
    asked,
    luminance: (frame: VideoFrame) => frame as unknown as Luminance,
    wrapper: ({ children }: { children: ReactNode }) => (
      <CameraContext value={camera}>{children}</CameraContext>
    ),
    become(change: Partial<CameraState>) {
      state = { ...state, ...change };
      for (const watcher of watchers) watcher();
    },
    show(picture: Luminance, at: number) {
      number += 1;
      for (const viewer of viewers) viewer({ frame: picture as unknown as VideoFrame, number, at });
    },
  };
}
