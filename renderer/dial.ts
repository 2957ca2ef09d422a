import { socketWire } from '../electron/contract/socket-wire.ts';
import {
  lanesOf,
  readLineMessage,
  type DesktopBridge,
  type LineMessage,
} from '../electron/contract/desktop-line.ts';
import type { Wire } from '../electron/contract/wire.ts';
import { readAnswer } from './frame-sender.ts';
import type { Dial, Line } from './host.ts';
import type { Projection } from './projection/projection.ts';

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

/** Desktop: asks for a line through the bridge that the preload put into this window, and is handed its ports in a message of this very window. */
export function dialDesktop(target: Window, bridge: DesktopBridge): Dial {
  return async (): Promise<Line> => {
    const [rpc, frames] = await askForLine(target, bridge);
    const closed = new Promise<void>((resolve) => {
      rpc.addEventListener('close', () => resolve());
      frames.addEventListener('close', () => resolve());
      const stop = onLineMessage(target, ({ loupe }) => {
        if (loupe !== 'host-gone') return;
        stop();
        resolve();
      });
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

/** The page's line, when there is a host. */
function askForLine(target: Window, bridge: DesktopBridge): Promise<readonly [MessagePort, MessagePort]> {
  const lanes = new Promise<readonly [MessagePort, MessagePort]>((resolve) => {
    const stop = onLineMessage(target, (message, [rpc, frames]) => {
      if (message.loupe !== 'line' || message.purpose !== 'page' || !rpc || !frames) return;
      stop();
      resolve([rpc, frames]);
    });
  });
  bridge.connect('page');
  return lanes;
}

function onLineMessage(
  target: Window,
  listener: (message: LineMessage, ports: readonly MessagePort[]) => void,
): () => void {
  const hear = (event: MessageEvent<unknown>) => {
    const message = event.source === target ? readLineMessage(event.data) : null;
    if (message === null) return;
    if (message.loupe === 'line' && event.ports.length !== lanesOf[message.purpose].length) return;
    listener(message, event.ports);
  };
  target.addEventListener('message', hear);
  return () => target.removeEventListener('message', hear);
}

/** Keeps the projection's worker tied to the host: a port now, and another whenever that one, or the host, is gone. */
export function feedDesktop(
  target: Window,
  bridge: DesktopBridge,
  projection: Pick<Projection, 'connect' | 'onReachWanted'>,
): void {
  const renew = () => bridge.connect('projection');
  onLineMessage(target, (message, [port]) => {
    if (message.loupe === 'host-gone') renew();
    else if (message.purpose === 'projection' && port !== undefined) projection.connect({ port });
  });
  projection.onReachWanted(renew);
  renew();
}
