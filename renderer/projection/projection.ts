import { createContext } from 'react';
import type { EstimateAnswer, EstimateRequest } from './estimating.ts';
import {
  channelName,
  reachWanted,
  type ChannelMessage,
  type PageMessage,
  type Progress,
  type Reach,
} from './progress.ts';
import { createStore, type Store } from './store.ts';

/** The page's side of the projection: it reads the store and never writes it. */
export interface Projection {
  readonly store: Store;
  readonly progress: () => Progress;
  /** @returns the stop function */
  readonly subscribe: (listener: () => void) => () => void;
  /** Says how the worker reaches the host; again after a new session or a new port. */
  connect(reach: Reach): void;
  /** Tells when the port that was handed in is of no use any more. */
  onReachWanted(listener: () => void): void;
  /** Asks the worker what policies would have chosen; the newest request alone is answered. @param request null: nothing any more */
  estimate(request: EstimateRequest | null): void;
  /** @returns the stop function */
  onEstimate(listener: (answer: EstimateAnswer) => void): () => void;
  close(): void;
}

/** Starts the worker; the first message about progress comes when the store is open. */
export function startProjection(): Projection {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'projection' });
  const channel = new BroadcastChannel(channelName);
  const store = createStore();
  const listeners = new Set<() => void>();
  let progress: Progress = { phase: 'starting' };
  channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
    if (!('progress' in data)) return;
    progress = data.progress;
    for (const listener of listeners) listener();
  });
  channel.postMessage({ ask: true } satisfies ChannelMessage); // another tab's worker may be the one that writes
  return {
    store,
    progress: () => progress,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connect: (reach) => worker.postMessage(reach satisfies PageMessage, 'port' in reach ? [reach.port] : []),
    estimate: (request) => worker.postMessage({ estimate: request } satisfies PageMessage),
    onEstimate(listener) {
      const hear = ({ data }: MessageEvent<{ estimated?: EstimateAnswer }>) =>
        data.estimated && listener(data.estimated);
      worker.addEventListener('message', hear);
      return () => worker.removeEventListener('message', hear);
    },
    onReachWanted: (listener) =>
      worker.addEventListener('message', ({ data }) => void (data === reachWanted && listener())),
    close() {
      worker.terminate();
      channel.close();
      store.close();
    },
  };
}

export const ProjectionContext = createContext<Projection | null>(null);
