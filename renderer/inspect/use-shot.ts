import { useEffect, useReducer, useRef, useState } from 'react';
import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Identity } from '../../electron/contract/events.ts';
import { useStation } from '../app/station.tsx';
import { useCamera, useCameraState } from '../camera/camera-context.tsx';
import type { Taken } from '../camera/camera.ts';
import { sendLive } from '../camera/send-live.ts';
import { fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';
import { judgingAfterMs, stillAfterMs } from './banner-state.ts';
import type { Luminance } from './retire.ts';
import { clear, step } from './shot.ts';
import type { createSounds } from './sounds.ts';
import { createLuminanceReader, type Stage } from './stage.ts';

export type Trigger = 'key' | 'pedal' | 'button' | 'hands-free';

const clock = () => performance.now();
const wallClock = () => new Date().toISOString();

/** The host ends a judgement at the limit by itself; past this much more nothing will come. */
const graceMs = 1000;
interface Options {
  readonly stage: Stage;
  readonly play: ReturnType<typeof createSounds> | null;
  /** Each inspection that came to be, also one that came too late for the screen. */
  readonly onRecorded: (inspection: Inspection) => void;
}

/** From trigger to verdict: freeze what is on screen, send it, ask, and show the answer once it is durable. */
export function useShot({ stage, play, onRecorded }: Options) {
  const { host, client, settings } = useStation();
  const camera = useCamera();
  const { kind, label } = useCameraState();
  const [bench, send] = useReducer(step, clear);
  const shots = useRef(0);
  const judged = useRef<Luminance | null>(null);
  /** The file that was judged last: until the next one comes it still lies there. */
  const over = useRef<string | null>(null);
  const [luminance] = useState(createLuminanceReader);

  /** @returns whether a picture was taken */
  function trigger(how: Trigger, identity: Identity): boolean {
    const live = camera.take();
    if (client === null || live === null) return false;
    if (live.of !== undefined && live.of.id === over.current) {
      live.frame.close();
      return false;
    }
    const shot = ++shots.current;
    stage.freeze(live);
    play?.('shutter');
    send({ type: 'trigger', shot, frame: live.number, at: clock() });
    const triggered = wallClock();
    const limit = setTimeout(
      () => send({ type: 'failed', shot, fault: fault('no-answer') }),
      settings.judgeLimitMs + graceMs,
    );
    const judge = async () => {
      if (live.of !== undefined) return judgeFile(live.of.id);
      const frame = await submit(live);
      return client.inspection.judge({
        frame,
        identity,
        trigger: how,
        triggered,
      });
    };
    const judgeFile = async (id: string) => {
      judged.current = null;
      try {
        const inspection = await client.folder.judge({ id, identity, trigger: how, triggered });
        over.current = id;
        return inspection;
      } catch (error) {
        if (asFault(error).code === 'unreadable') over.current = id;
        throw error;
      }
    };
    judge()
      .then(
        (inspection) => {
          onRecorded(inspection);
          send({ type: 'judged', shot, inspection, at: performance.now() });
          // Nobody waits for it: a sound that comes with every piece is not heard any more.
          const silent = how === 'hands-free' && inspection.verdict === 'pass';
          if (shot === shots.current && !silent) play?.(inspection.verdict);
        },
        (error: unknown) => send({ type: 'failed', shot, fault: asFault(error) }),
      )
      .finally(() => {
        clearTimeout(limit);
        live.frame.close();
      });
    return true;
  }

  /** @returns the frame's name, once the host has it */
  function submit(live: Taken): Promise<string> {
    judged.current = luminance(live.frame);
    return sendLive(host, live, { kind, label });
  }

  return { bench, send, trigger, judged, luminance };
}

/** Renders again when a judgement has lasted 150 ms and 2 s. @returns the time by `performance.now()` */
export function useWaiting(since: number | null): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (since === null) return;
    const timers = [judgingAfterMs, stillAfterMs].map((ms) =>
      setTimeout(() => setNow(performance.now()), since + ms + 1 - performance.now()),
    );
    return () => timers.forEach(clearTimeout);
  }, [since]);
  return since === null ? 0 : Math.max(now, since);
}
