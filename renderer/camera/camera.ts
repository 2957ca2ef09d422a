import type { Client } from '../../electron/contract/client.ts';
import { openDemo } from './demo.ts';
import { openFolder } from './folder.ts';
import {
  CameraError,
  type CameraFault,
  type Choice,
  type Listener,
  type PictureOf,
  type Source,
} from './source.ts';
import { openUserMedia } from './user-media.ts';

/** One picture of the open source, with its running number. */
export interface Live {
  readonly frame: VideoFrame;
  readonly number: number;
  /** Arrival in this page, by `performance.now()`. */
  readonly at: number;
  /** The file it stands for, where it comes out of a folder. */
  readonly of?: PictureOf | undefined;
}

export interface CameraState {
  readonly choice: Choice;
  readonly phase: 'off' | 'opening' | 'live' | 'fault';
  readonly fault: CameraFault | null;
  readonly kind: Choice['kind'];
  readonly label: string;
  /** Pixels of the newest picture; null before the first. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

export interface Camera {
  readonly state: () => CameraState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Called for each picture, at once; the picture is only borrowed. */
  onFrame(listener: (live: Live) => void): () => void;
  /** The newest picture, to keep: the caller closes it. Null when there is none. */
  take(): Live | null;
  choose(choice: Choice): void;
  /** The camera belongs to one window: only the holder of the lease opens it. */
  power(on: boolean): void;
  readonly nextPiece: () => void;
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
        return openUserMedia(choice.label, listener);
    }
  };

/** Without a picture for this long there is no camera, whatever the browser says (sometimes no event comes). The demo scene may be late. */
export const watchdogMs = 2000;
const retryMs = 1000;
/** A permission question may stand open for a while; a driver that hangs may not. */
const openLimitMs = 30_000;
const beatMs = 250;

/** Keeps the chosen source open and says plainly when it is not; comes back by itself. */
export function createCamera(first: Choice, open: Open, now = () => performance.now()): Camera {
  let state: CameraState = {
    choice: first,
    phase: 'off',
    fault: null,
    kind: first.kind,
    label: '',
    size: null,
  };
  let source: Source | null = null;
  let newest: Live | null = null;
  let count = 0;
  let on = false;
  let opening = false;
  let alive = now();
  let tried = -Infinity;
  /** Grows with each opening, so that what an older one still says is not heard. */
  let turn = 0;
  const watchers = new Set<() => void>();
  const viewers = new Set<(live: Live) => void>();

  const become = (change: Partial<CameraState>) => {
    state = { ...state, ...change };
    for (const watcher of watchers) watcher();
  };
  const shut = () => {
    turn += 1;
    source?.stop();
    source = null;
    newest?.frame.close();
    newest = null;
  };
  const fail = (code: CameraFault) => {
    shut();
    opening = false;
    tried = now();
    become({ phase: 'fault', fault: code });
  };

  async function start(): Promise<void> {
    shut();
    const mine = turn;
    alive = now();
    opening = true;
    // A fault stays on the screen until pictures come again.
    if (state.fault === null) become({ phase: 'opening', kind: state.choice.kind });
    try {
      const opened = await open(state.choice, {
        frame: (frame, of) => (mine === turn ? arrive(frame, of) : frame.close()),
        fault: (code) => {
          if (mine === turn) fail(code);
        },
      });
      if (mine !== turn) return opened.stop();
      source = opened;
      opening = false;
      alive = now();
      become({ kind: opened.kind, label: opened.label });
    } catch (error) {
      if (mine === turn) fail(error instanceof CameraError ? error.code : 'camera-failed');
    }
  }

  function arrive(frame: VideoFrame, of?: PictureOf): void {
    newest?.frame.close();
    alive = now();
    count += 1;
    newest = { frame, number: count, at: alive, of };
    const size = { width: frame.displayWidth, height: frame.displayHeight };
    const same = state.size?.width === size.width && state.size.height === size.height;
    if (state.phase !== 'live' || !same)
      become({ phase: 'live', fault: null, size: same ? state.size : size });
    for (const viewer of viewers) viewer(newest);
  }

  const beat = setInterval(() => {
    if (!on) return;
    const silent = now() - alive;
    if (opening) {
      if (silent > openLimitMs) fail('camera-failed');
    } else if (source === null) {
      if (now() - tried >= retryMs) void start();
    } else if (source.kind === 'camera' && silent > watchdogMs) fail('camera-stale');
  }, beatMs);
  const changed = () => {
    if (on && state.phase === 'fault' && !opening) void start();
  };
  globalThis.navigator?.mediaDevices?.addEventListener('devicechange', changed);

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
    take: () => newest && { ...newest, frame: newest.frame.clone() },
    choose(choice) {
      state = { ...state, choice, fault: null, size: null, kind: choice.kind, label: '' };
      if (on) void start();
      else become({});
    },
    power(wanted) {
      if (wanted === on) return;
      on = wanted;
      if (on) return void start();
      shut();
      become({ phase: 'off', fault: null });
    },
    nextPiece: () => source?.nextPiece?.(),
    close() {
      clearInterval(beat);
      globalThis.navigator?.mediaDevices?.removeEventListener('devicechange', changed);
      shut();
    },
  };
}
