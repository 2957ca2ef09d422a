import type { Client } from '../../electron/contract/client.ts';
import { fault, type Fault } from '../words/fault.ts';
import { createCaptureClock } from './watch/capture-clock.ts';
import { openDemo } from './sources/demo.ts';
import { openFolder } from './sources/folder.ts';
import { createPace } from './watch/pace.ts';
import { watchPermission } from './watch/permission.ts';
import { beatMs, closedLink, phaseOf, step, type LinkEvent } from './watch/recovery.ts';
import { createRepeats } from './watch/repeats.ts';
import {
  CameraError,
  type CameraTrack,
  type Choice,
  type Listener,
  type PieceKind,
  type PictureOf,
  type Source,
} from './sources/source.ts';
import { openUserMedia } from './sources/user-media.ts';

/** One picture of the open source, with its running number. */
export interface Live {
  readonly frame: VideoFrame;
  readonly number: number;
  /** Its capture by `performance.now()`, as near as the page can tell; a rendered one's arrival. */
  readonly at: number;
  /** The file it stands for, where it comes out of a folder. */
  readonly of?: PictureOf | undefined;
}

/** A picture to judge: whoever takes it closes it. */
export interface Taken extends Live {
  /** What the station wants to know of a camera's pictures; null for any other source's. */
  readonly camera: {
    readonly track: string;
    /** Median milliseconds between its last pictures. */
    readonly everyMs: number | undefined;
    /** `contentDigest` of a picture before this one. */
    readonly before: string | undefined;
  } | null;
}

export interface CameraState {
  /** A camera that was chosen by less than its label and id is bound to these once it has opened. */
  readonly choice: Choice;
  readonly phase: 'off' | 'opening' | 'live' | 'fault';
  readonly fault: Fault | null;
  readonly kind: Choice['kind'];
  readonly label: string;
  /** Pixels of this source's pictures; null before the first. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The camera that is open; null while none is, and for other sources. */
  readonly track: CameraTrack | null;
}

export interface Camera {
  readonly state: () => CameraState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Called for each picture that may be judged, at once; the picture is only borrowed. */
  onFrame(listener: (live: Live) => void): () => void;
  /** The newest picture. Null when there is none, or none that may be judged. */
  take(): Taken | null;
  choose(choice: Choice): void;
  /** The camera belongs to one window: only the holder of the lease opens it. */
  power(on: boolean): void;
  /** Of a rendered bench: another piece, or the next one of a kind. */
  readonly nextPiece: (kind?: PieceKind) => void;
  readonly clearBench: () => void;
  close(): void;
}

export type Open = (choice: Choice, listener: Listener) => Promise<Source>;

/** @param client the connection to the station of now, for its folder; null while there is none */
export const openSource =
  (client: () => Client | null): Open =>
  async (choice, listener) => {
    switch (choice.kind) {
      case 'demo':
        return openDemo(listener);
      case 'folder':
        return openFolder(client(), listener);
      case 'camera':
        return openUserMedia(choice, listener);
    }
  };

/** Keeps the chosen source open and says plainly when it is not; comes back by itself (recovery.ts). */
export function createCamera(first: Choice, open: Open, now = () => performance.now()): Camera {
  let link = { ...closedLink, alive: now() };
  let state: CameraState = {
    choice: first,
    phase: 'off',
    fault: null,
    kind: first.kind,
    label: '',
    size: null,
    track: null,
  };
  let source: Source | null = null;
  /** What was open before; a camera is opened once it is closed. */
  let closing: Promise<unknown> = Promise.resolve();
  let newest: Live | null = null;
  let captured = createCaptureClock();
  let pace = createPace();
  let everyMs: number | undefined;
  let repeats = createRepeats();
  let count = 0;
  const watchers = new Set<() => void>();
  const viewers = new Set<(live: Live) => void>();

  function tell(event: LinkEvent, change: Partial<CameraState> = {}): void {
    const { turn } = link;
    link = step(link, event, now());
    if (link.turn !== turn) {
      closing = Promise.allSettled([closing, source?.stop()]);
      source = null;
      newest?.frame.close();
      newest = null;
    }
    const track = source?.track ?? null;
    const next = { ...state, ...change, phase: phaseOf(link), fault: link.fault, track };
    const keys = Object.keys(next) as (keyof CameraState)[];
    if (keys.some((key) => next[key] !== state[key])) {
      state = next;
      for (const watcher of watchers) watcher();
    }
    if (link.turn !== turn && link.at === 'opening') void start(link.turn);
  }

  async function start(turn: number): Promise<void> {
    captured = createCaptureClock();
    pace = createPace();
    repeats = createRepeats();
    await closing;
    if (turn !== link.turn) return;
    const { choice } = state;
    try {
      const opened = await open(choice, {
        frame: (frame, of) => (turn === link.turn ? arrive(frame, of) : frame.close()),
        ended: () => tell({ type: 'ended', turn }),
        fault: (code) => tell({ type: 'failed', turn, fault: fault(code) }),
      });
      if (turn !== link.turn) return void (closing = Promise.allSettled([closing, opened.stop()]));
      source = opened;
      const { kind, label, track } = opened;
      const known = choice.kind !== 'camera' || choice.bound || choice.deviceId !== null;
      const { deviceId = null } = track ?? {};
      tell(
        { type: 'opened', turn },
        { kind, label, choice: known ? choice : { ...choice, label, deviceId } },
      );
    } catch (error) {
      const failed = error instanceof CameraError ? fault(error.code, error.data) : fault('camera-failed');
      tell({ type: 'failed', turn, fault: failed });
    }
  }

  function arrive(frame: VideoFrame, of?: PictureOf): void {
    const { displayWidth: width, displayHeight: height } = frame;
    const { turn } = link;
    const { size, choice } = state;
    const another = size !== null && (size.width !== width || size.height !== height);
    // A folder's pictures may be of any size; a camera that changes its own has lost what it was set to.
    if (another && choice.kind === 'camera') {
      frame.close();
      const said = { asked: `${size.width} × ${size.height}`, says: `${width} × ${height}` };
      return tell({ type: 'failed', turn, fault: fault('camera-size', said) });
    }
    const arrived = now();
    const at = choice.kind === 'camera' ? captured(frame.timestamp, arrived) : arrived;
    newest?.frame.close();
    everyMs = pace(at);
    count += 1;
    newest = { frame, number: count, at, of };
    if (choice.kind === 'camera') repeats.see(frame, count, arrived);
    tell(
      { type: 'picture', turn, captured: at },
      { size: size === null || another ? { width, height } : size },
    );
    // Until pictures are steady nobody sees them.
    if (state.phase === 'live') for (const viewer of viewers) viewer(newest);
  }

  const permission = watchPermission((given) => tell({ type: given ? 'changed' : 'denied' }));
  const beat = setInterval(() => {
    const watched = state.choice.kind === 'camera';
    const visible = globalThis.document?.visibilityState !== 'hidden';
    tell({ type: 'beat', wall: Date.now(), visible, watched, asking: permission.asking() });
  }, beatMs);
  const changed = () => tell({ type: 'changed' });
  const devices = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
  devices?.addEventListener('devicechange', changed);

  return {
    state: () => state,
    subscribe(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    onFrame(listener) {
      viewers.add(listener);
      return () => viewers.delete(listener);
    },
    take() {
      if (newest === null || state.phase !== 'live') return null;
      const { number } = newest;
      const track = source?.track;
      const camera = track ? { track: track.id, everyMs, before: repeats.before(number) } : null;
      return { ...newest, frame: newest.frame.clone(), camera };
    },
    choose(choice) {
      const { width, height } = (choice.kind === 'camera' && choice.asked) || {};
      const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
      tell({ type: 'choose' }, { choice, size, kind: choice.kind, label: '' });
    },
    power: (on) => tell({ type: 'power', on }),
    nextPiece: (kind) => source?.nextPiece?.(kind),
    clearBench: () => source?.clearBench?.(),
    close() {
      clearInterval(beat);
      permission.close();
      devices?.removeEventListener('devicechange', changed);
      tell({ type: 'power', on: false });
    },
  };
}
