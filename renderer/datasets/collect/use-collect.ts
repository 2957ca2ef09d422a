import { useState } from 'react';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { useStation } from '../../app/station.tsx';
import { useCamera, useCameraState } from '../../camera/camera-context.tsx';
import { sendLive } from '../../camera/send-live.ts';
import { fault, type Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';

/** A picture that was taken here, so that it can be taken back. */
export interface Collected {
  readonly dataset: string;
  readonly class: string;
  readonly picture: string;
}

/** Pictures from the live camera straight into a class, and back out again, the last one first. */
export function useCollect(onChanged: (summary: DatasetSummary) => void) {
  const { host, client } = useStation();
  const camera = useCamera();
  const { kind, label, fault: wrong } = useCameraState();
  const [taken, setTaken] = useState<readonly Collected[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Fault | null>(null);

  const work = async (job: () => Promise<void>) => {
    setBusy(true);
    setFailed(null);
    try {
      await job();
    } catch (error) {
      setFailed(asFault(error));
    } finally {
      setBusy(false);
    }
  };
  /** What is on the screen the moment somebody says so. */
  const capture = (dataset: string, into: string) => {
    if (busy) return;
    const live = camera.take();
    void work(async () => {
      if (live === null) throw wrong ?? fault('camera-none');
      const frame = await sendLive(host, live, { kind, label });
      if (client === null) throw fault('host-lost');
      const { summary, picture } = await client.datasets.collect({ name: dataset, class: into, frame });
      setTaken((before) => [...before, { dataset, class: into, picture }]);
      onChanged(summary);
    });
  };
  const takeBack = () => {
    const last = taken.at(-1);
    if (last === undefined || busy) return;
    void work(async () => {
      if (client === null) throw fault('host-lost');
      onChanged(await client.datasets.takeOut({ name: last.dataset, picture: last.picture }));
      setTaken((before) => before.filter((each) => each !== last));
    });
  };
  return { taken, busy, failed, capture, takeBack };
}
