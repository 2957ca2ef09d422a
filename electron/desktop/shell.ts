import type { WorkerName, WorkerProcess } from '../host/platform.ts';
import type { LinePurpose } from '../contract/desktop-line.ts';
import type { Answer, Question, ShellParent, ShellPort, ToHost, ToMain } from './shell-port.ts';
import type { UpdatesToHost } from './updater/link.ts';

/** A line of the page, with its ports in the order of its lanes. */
export interface Line {
  readonly session: string;
  readonly purpose: LinePurpose;
  readonly ports: readonly ShellPort[];
}

/** The main process, as the host sees it. */
export interface Shell {
  tell(message: ToMain): void;
  ask(question: Question): Promise<Answer>;
  spawn(name: WorkerName): WorkerProcess;
  /** Lines that came before are given at once. */
  onLine(take: (line: Line) => void): void;
  onUpdates(take: (message: UpdatesToHost) => void): void;
  onClose(close: () => void): void;
}

interface Worker {
  /** Its port has come. */
  open(port: ShellPort): void;
  exited(how: string | number): void;
}

export function openShell(parent: ShellParent): Shell {
  const workers = new Map<number, Worker>();
  const asked = new Map<number, (answer: Answer) => void>();
  const early: Line[] = [];
  let take = (line: Line): void => void early.push(line);
  let takeUpdates: (message: UpdatesToHost) => void = () => undefined;
  let close = () => {};
  let nextWorker = 1;
  let nextQuestion = 1;
  const tell = (message: ToMain) => parent.postMessage(message);

  parent.on('message', ({ data, ports }) => {
    const [port] = ports;
    // Only main can speak here.
    const message = data as ToHost;
    if (message.kind === 'line') take({ session: message.session, purpose: message.purpose, ports });
    else if (message.kind === 'spawned') {
      if (port !== undefined) workers.get(message.worker)?.open(port);
    } else if (message.kind === 'exited') {
      workers.get(message.worker)?.exited(message.how);
      workers.delete(message.worker);
    } else if (message.kind === 'answer') {
      asked.get(message.id)?.(message.value);
      asked.delete(message.id);
    } else if (message.kind === 'updates') takeUpdates(message.message);
    else close();
  });

  const ask = (question: Question) =>
    new Promise<Answer>((resolve) => {
      const id = nextQuestion++;
      asked.set(id, resolve);
      tell({ kind: 'ask', id, question });
    });

  return {
    tell,
    ask,
    spawn(name) {
      const worker = nextWorker++;
      tell({ kind: 'spawn', worker, name });
      const port = latePort();
      const exited = new Promise<string | number>((resolve) => {
        workers.set(worker, { open: port.open, exited: resolve });
      });
      return {
        port,
        exited,
        kill: () => tell({ kind: 'kill', worker }),
        memory: async () => {
          if (!workers.has(worker)) return null;
          const resident = await ask({ what: 'memory', worker });
          return typeof resident === 'number' ? resident : null;
        },
      };
    },
    onLine(listener) {
      take = listener;
      for (const line of early.splice(0)) listener(line);
    },
    onUpdates: (listener) => void (takeUpdates = listener),
    onClose: (listener) => void (close = listener),
  };
}

/** A port that may be used before it has come. */
function latePort(): WorkerProcess['port'] & { open(port: ShellPort): void } {
  let arrived: ShellPort | null = null;
  const waiting: unknown[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const listen = (port: ShellPort, listener: (message: unknown) => void) => {
    port.on('message', ({ data }) => listener(data));
    port.start();
  };
  return {
    postMessage(message) {
      if (arrived === null) waiting.push(message);
      else arrived.postMessage(message);
    },
    onMessage(listener) {
      if (arrived === null) listeners.push(listener);
      else listen(arrived, listener);
    },
    open(port) {
      arrived = port;
      for (const message of waiting.splice(0)) port.postMessage(message);
      for (const listener of listeners.splice(0)) listen(port, listener);
    },
  };
}
