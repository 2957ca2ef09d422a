import './jitless.ts';
import { Dexie } from 'dexie';
import { connect } from '../../electron/contract/client.ts';
import { socketWire } from '../../electron/contract/socket-wire.ts';
import { createEstimating } from './estimating.ts';
import { follow, JournalBroken } from './follow.ts';
import {
  channelName,
  lockName,
  reachWanted,
  type ChannelMessage,
  type PageMessage,
  type Progress,
  type Reach,
} from './progress.ts';
import { createStore, storeName, type Store } from './store.ts';

// The projection's writer, in a thread of its own: of all tabs' workers the one that holds the lock follows the journal; the others wait
// to take over. Its page says how the host is reached, and says it anew when that changes.

const retryMs = 1000;
const channel = new BroadcastChannel(channelName);
let last: Progress | null = null;
let reach: Reach | null = null;
let reached: () => void = () => undefined;
let connection = new AbortController();

/** Reads for its own page, whichever tab's worker writes. */
const estimate = createEstimating(createStore(), (estimated) => postMessage({ estimated }));

addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  if ('estimate' in data) return estimate(data.estimate);
  reach = data;
  connection.abort();
  reached();
});
channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
  if ('ask' in data && last) report(last);
});

function report(progress: Progress): void {
  last = progress;
  channel.postMessage({ progress } satisfies ChannelMessage);
}

async function newReach(): Promise<Reach> {
  while (!reach) await new Promise<void>((resolve) => (reached = resolve));
  return reach;
}

/** The store; one that cannot be opened is thrown away, it can be made again. */
async function openStore(): Promise<Store> {
  const store = createStore();
  try {
    await store.open();
    return store;
  } catch {
    store.close();
    await Dexie.delete(storeName);
    const fresh = createStore();
    await fresh.open();
    return fresh;
  }
}

async function run(): Promise<never> {
  const store = await openStore();
  report({ phase: 'connecting' });
  for (;;) {
    const way = await newReach();
    connection = new AbortController();
    let broken = false;
    const socket = 'socket' in way ? new WebSocket(way.socket) : null;
    try {
      const client = connect('port' in way ? way.port : socketWire(socket!));
      await follow(client.journal, store, report, connection.signal);
    } catch (error) {
      const fault = error instanceof JournalBroken || (error instanceof Error && error.name in storeFaults);
      report(fault ? { phase: 'failed', why: error.message } : { phase: 'disconnected' });
      broken = error instanceof JournalBroken;
      if (broken && reach === way && 'socket' in way) reach = null; // building again would end at the same line
    }
    socket?.close();
    if ('port' in way && reach === way) {
      reach = null; // a dead port stays dead; the page hands in another
      if (!broken) postMessage(reachWanted);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** What Dexie says when the store itself fails; shown, and tried again. */
const storeFaults: Record<string, true> = {
  QuotaExceededError: true,
  DatabaseClosedError: true,
  UnknownError: true,
  InvalidStateError: true,
  AbortError: true,
};

navigator.locks.request(lockName, run).catch((error: unknown) => {
  report({ phase: 'failed', why: error instanceof Error ? error.message : String(error) });
});
