import { socketWire } from '../electron/contract/socket-wire.ts';
import type { Wire } from '../electron/contract/wire.ts';
import { readAnswer } from './frame-sender.ts';
import type { Dial, Line } from './host.ts';

/** Served mode: two WebSockets of this page's own origin. The browser's cookie says who may; `session` ties the two together. */
export function dialServed(origin: string, session: string): Dial {
  const url = (lane: string) => `${origin.replace(/^http/, 'ws')}/${lane}?session=${session}`;
  return async (): Promise<Line> => {
    const rpc = new WebSocket(url('rpc'));
    const frames = new WebSocket(url('frames'));
    frames.binaryType = 'arraybuffer';
    const gone = (socket: WebSocket) =>
      new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
    const opened = (socket: WebSocket) =>
      new Promise<void>((resolve, reject) => {
        socket.addEventListener('open', () => resolve());
        socket.addEventListener('close', () => reject(new Error('the station does not answer')));
      });
    const close = () => {
      rpc.close();
      frames.close();
    };
    const closed = Promise.race([gone(rpc), gone(frames)]).then(close);
    const wire = socketWire(rpc);
    try {
      await Promise.all([opened(rpc), opened(frames)]);
    } catch (error) {
      close();
      throw error;
    }
    return {
      wire,
      frames: {
        send: (message) => frames.send(message),
        onAnswer: (listener) =>
          frames.addEventListener('message', (event: MessageEvent<unknown>) => {
            const answer = readAnswer(event.data);
            if (answer !== null) listener(answer);
          }),
      },
      closed,
      close,
    };
  };
}

/**
 * Desktop: the preload hands over two MessagePorts, `[rpc, frames]`, in a message of this very window. A restarted host hands over new ones,
 * which ends the old line.
 */
export function dialDesktop(target: Window): Dial {
  const ports: (readonly [MessagePort, MessagePort])[] = [];
  let arrived = () => {};
  let replaced = () => {};
  target.addEventListener('message', (event: MessageEvent<unknown>) => {
    const [rpc, frames] = event.ports;
    if (event.source !== target || event.data !== 'host-port' || !rpc || !frames) return;
    ports.splice(0, ports.length, [rpc, frames]);
    replaced();
    arrived();
  });
  return async (): Promise<Line> => {
    if (ports.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    const [rpc, frames] = ports.pop() as readonly [MessagePort, MessagePort];
    const closed = new Promise<void>((resolve) => {
      replaced = resolve;
      rpc.addEventListener('close', () => resolve());
      frames.addEventListener('close', () => resolve());
    });
    return {
      wire: rpc as Wire,
      frames: {
        send: (message) => frames.postMessage(message),
        onAnswer(listener) {
          frames.addEventListener('message', (event: MessageEvent<unknown>) => {
            const answer = readAnswer(event.data);
            if (answer !== null) listener(answer);
          });
          frames.start();
        },
      },
      closed,
      close() {
        rpc.close();
        frames.close();
      },
    };
  };
}
