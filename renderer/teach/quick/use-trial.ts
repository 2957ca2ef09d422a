import { useEffect, useState } from 'react';
import type { InspectionResult } from '../../../electron/contract/inspection-result.ts';
import { useStation } from '../../app/station.tsx';
import { useCamera } from '../../camera/camera-context.tsx';
import { sendLive } from '../../camera/send-live.ts';
import type { Drawable } from '../../components/picture/decode.ts';
import { readHeatMap, type HeatMap } from '../../components/picture/heat.ts';
import type { Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';

/** A live picture with what the trained model said of exactly that one. */
export interface Trial {
  readonly result: InspectionResult;
  readonly picture: Drawable;
  readonly maps: readonly HeatMap[];
}

/** Two changes a second at most, as hands-free has it. */
const everyMs = 500;

/** Judges the live picture again and again while `active`. Nothing is recorded. */
export function useTrial(active: boolean): { readonly trial: Trial | null; readonly failed: Fault | null } {
  const { host, client } = useStation();
  const camera = useCamera();
  const [trial, setTrial] = useState<Trial | null>(null);
  const [failed, setFailed] = useState<Fault | null>(null);
  useEffect(() => {
    if (!active || client === null) return;
    const gone = new AbortController();
    const { signal } = gone;
    let shown: Drawable | null = null;
    const once = async () => {
      const live = camera.take();
      if (live === null) return;
      try {
        const bitmap = await createImageBitmap(live.frame);
        const { width, height } = bitmap;
        const picture = { source: bitmap, width, height, close: () => bitmap.close() };
        try {
          const frame = await sendLive(host, live, camera.state());
          const { result, maps } = await client.quickTeach.tryIt({ frame }, { signal });
          signal.throwIfAborted();
          setTrial({ result, picture, maps: maps.map(({ bytes, ...place }) => readHeatMap(place, bytes)) });
          setFailed(null);
          shown?.close();
          shown = picture;
        } catch (error) {
          bitmap.close();
          throw error;
        }
      } finally {
        live.frame.close();
      }
    };
    const run = async () => {
      while (!signal.aborted) {
        const began = performance.now();
        await once().catch((error: unknown) => {
          if (signal.aborted) return;
          // An older answer must not be taken for what lies there now.
          setTrial(null);
          setFailed(asFault(error));
        });
        await rest(began + everyMs - performance.now(), signal);
      }
    };
    void run();
    return () => {
      gone.abort();
      shown?.close();
      setTrial(null);
      setFailed(null);
    };
  }, [active, client, camera, host]);
  return { trial: active ? trial : null, failed: active ? failed : null };
}

const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
