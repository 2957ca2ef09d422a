import { connect, type Client } from '../electron/contract/client.ts';
import type { FrameHeader } from '../electron/contract/frame-lane.ts';
import type { Wire } from '../electron/contract/wire.ts';
import { createFrameSender, FrameNotTaken, type FrameLane } from './frame-sender.ts';

/** Both lanes to the host, as a shell opens them. */
export interface Line {
  readonly wire: Wire;
  readonly frames: FrameLane;
  /** Resolves when either lane is gone. */
  readonly closed: Promise<void>;
  close(): void;
}
export type Dial = () => Promise<Line>;

/** `lost`: was connected, or never got through; `tries` grows until it is back. */
export type Connection =
  | { readonly phase: 'connecting'; readonly client: null; readonly tries: number }
  | { readonly phase: 'connected'; readonly client: Client; readonly tries: 0 }
  | { readonly phase: 'lost'; readonly client: null; readonly tries: number };

export interface Host {
  readonly connection: () => Connection;
  readonly subscribe: (listener: () => void) => () => void;
  /** Resolves once the host has the frame. @throws FrameNotTaken */
  sendFrame(header: FrameHeader, planes: Uint8Array): Promise<void>;
  close(): void;
}

/** Waits between tries: quick at first, five seconds at most. */
export const patience = (tries: number): number => Math.min(5000, 250 * 2 ** Math.min(tries, 5));

/** Keeps a connection to the host: dials, and dials again whenever the line is gone. */
export function createHost(
  dial: Dial,
  wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
): Host {
  let connection: Connection = { phase: 'connecting', client: null, tries: 0 };
  let sender: ReturnType<typeof createFrameSender> | null = null;
  let line: Line | null = null;
  let closed = false;
  const listeners = new Set<() => void>();
  const become = (next: Connection) => {
    connection = next;
    for (const listener of listeners) listener();
  };

  async function keep(): Promise<void> {
    for (let tries = 0; !closed; tries++) {
      try {
        line = await dial();
        sender = createFrameSender(line.frames);
        const client = connect(line.wire);
        await client.station.about();
        tries = 0;
        become({ phase: 'connected', client, tries: 0 });
        await line.closed;
      } catch {
        // The reason is the line's own; what matters here is that there is none.
        line?.close();
      }
      sender?.lost();
      sender = null;
      line = null;
      if (closed) return;
      become({ phase: 'lost', client: null, tries: tries + 1 });
      await wait(patience(tries));
    }
  }
  void keep();

  return {
    connection: () => connection,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sendFrame: (header, planes) =>
      sender === null ? Promise.reject(new FrameNotTaken('lost')) : sender.send(header, planes),
    close() {
      closed = true;
      line?.close();
    },
  };
}
