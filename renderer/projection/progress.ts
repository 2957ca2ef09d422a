import type { EstimateRequest } from './estimating.ts';

/** How the projection stands, as the screens show it. */
export type Progress =
  /** Nothing is known yet; the store may not be open. */
  | { readonly phase: 'starting' }
  /** The store is open; what it holds may be old. */
  | { readonly phase: 'connecting' }
  /** Far behind the journal: show the bar, mount no lists. Lines. */
  | { readonly phase: 'rebuilding'; readonly done: number; readonly total: number }
  /** At the head of the own journal; those of other stations may still be on their way. */
  | {
      readonly phase: 'live';
      readonly station: string;
      readonly head: number;
      readonly others?: Others;
    }
  /** The host cannot be reached; the worker tries again by itself. */
  | { readonly phase: 'disconnected' }
  | { readonly phase: 'failed'; readonly why: string };

/** How far the journals of other stations are read, where that takes a while; lines. */
export interface Others {
  readonly done: number;
  readonly total: number;
  /** Stations whose lines do not continue each other, or cannot be had; the rest is read all the same. */
  readonly unread: readonly string[];
}

/** How the worker reaches the host: the address of its own RPC socket, or a port of the desktop's. */
export type Reach = { readonly socket: string } | { readonly port: MessagePort };

/** What the page says to its worker: how the host is reached, or what is to be estimated; null: nothing any more. */
export type PageMessage = Reach | { readonly estimate: EstimateRequest | null };

/** What the worker says to its page when its port is of no use any more. */
export const reachWanted = 'reach-wanted';

/** What goes over the channel between the one worker that writes and every page: progress, or a page asking for the last one. */
export type ChannelMessage = { readonly progress: Progress } | { readonly ask: true };

export const channelName = 'loupe-projection';
export const lockName = 'loupe-projection';
