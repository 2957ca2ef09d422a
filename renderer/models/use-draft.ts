import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { InspectionResult } from '../../electron/contract/inspection-result.ts';
import type { Examined, ModelDraft, Wishes } from '../../electron/contract/model-draft.ts';
import { useStation } from '../app/station.tsx';
import { useCamera, useCameraState } from '../camera/camera-context.tsx';
import { sendLive } from '../camera/send-live.ts';
import type { Drawable } from '../components/picture/decode.ts';
import { readHeatMap, type HeatMap } from '../components/picture/heat.ts';
import { fault, type Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the station says of a file and the answers so far. */
export interface Said {
  readonly examined: Examined | null;
  readonly failed: Fault | null;
}
/** Words are typed letter by letter; each examination runs the model. */
const restMs = 400;

/** Examines the file again whenever the answers have come to rest; what belongs to other answers is null. */
export function useExamined(client: Client | null, file: ModelFile, wishes: Wishes | null) {
  const key = JSON.stringify(wishes);
  const [said, setSaid] = useState<(Said & { readonly key: string }) | null>(null);
  /** Everything that was asked so far: a question stays on the screen once it is answered. */
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const first = useRef(true);
  useEffect(() => {
    if (client === null || key === 'null') return;
    const gone = new AbortController();
    const { signal } = gone;
    const draft = { file: file.name, bytes: file.bytes, wishes: JSON.parse(key) as Wishes };
    const examine = () =>
      client.models.examine(draft, { signal }).then(
        (examined) => {
          if (signal.aborted) return;
          setSaid({ key, examined, failed: null });
          setAsked((before) => new Set([...before, ...examined.asked]));
        },
        (error: unknown) => signal.aborted || setSaid({ key, examined: null, failed: refusal(error) }),
      );
    const timer = setTimeout(() => void examine(), first.current ? 0 : restMs);
    first.current = false;
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [client, file, key]);
  return { key, asked, last: said, now: said?.key === key ? said : null };
}

export interface Trial {
  readonly result: InspectionResult;
  readonly picture: Drawable;
  readonly maps: readonly HeatMap[];
}

/** Judges the newest picture of this page's camera with a draft. Nothing is recorded. */
export function useTrial() {
  const { host, client } = useStation();
  const camera = useCamera();
  const { kind, label, fault: wrong } = useCameraState();
  const [trial, setTrial] = useState<Trial | null>(null);
  const shown = useRef<Drawable | null>(null);
  const become = useCallback((next: Trial | null) => {
    shown.current?.close();
    shown.current = next?.picture ?? null;
    setTrial(next);
  }, []);
  const left = useRef<AbortController>(null);
  useEffect(() => {
    const gone = (left.current = new AbortController());
    return () => {
      gone.abort();
      shown.current?.close();
    };
  }, []);

  /** Ends with the panel. @throws Fault */
  async function judge(draft: ModelDraft): Promise<void> {
    become(null);
    if (client === null) throw fault('host-lost');
    const live = camera.take();
    if (live === null) throw wrong ?? fault('camera-none');
    const signal = left.current?.signal;
    try {
      const bitmap = await createImageBitmap(live.frame);
      try {
        const frame = await sendLive(host, live, { kind, label });
        const { result, maps } = await client.models.tryDraft({ ...draft, frame }, signal && { signal });
        signal?.throwIfAborted();
        const { width, height } = bitmap;
        become({
          result,
          picture: { source: bitmap, width, height, close: () => bitmap.close() },
          maps: maps.map(({ bytes, ...place }) => readHeatMap(place, bytes)),
        });
      } catch (error) {
        bitmap.close();
        throw refusal(error);
      }
    } finally {
      live.frame.close();
    }
  }
  return { trial, judge };
}

/** On this screen a model that cannot judge is one that is refused: the one in use goes on. */
export function refusal(error: unknown): Fault {
  const said = asFault(error);
  return said.code === 'model-unavailable' ? { ...said, code: 'model-refused' } : said;
}
