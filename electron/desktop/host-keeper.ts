import { randomUUID } from 'node:crypto';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import { lanesOf, type LineMessage, type LinePurpose } from '../contract/desktop-line.ts';
import type { WorkerName } from '../host/platform.ts';
import { waitBeforeRestart } from './rules/restart.ts';
import { toMainSchema, type Answer, type Question, type ToHost } from './shell-port.ts';
import type { UpdatesToHost } from './updater/link.ts';
import type { StartedUpdates } from './updater/start.ts';
import { createCrew } from './worker-crew.ts';

export interface HostKeeper {
  /** Asks for a line for the page; it comes when there is a host. */
  connect(purpose: LinePurpose): void;
  /** Nobody hears it while there is no host. */
  tellUpdates(message: UpdatesToHost): void;
  /** The page that asked is gone. */
  forget(): void;
  /** Resolves when the host has closed its journal, or was too slow and was ended. */
  close(): Promise<void>;
}

export interface KeeperOptions {
  /** The host process's entry file, and its arguments. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly worker: (name: WorkerName) => string;
  /** To the page, if it is ours and still there. */
  readonly deliver: (message: LineMessage, ports: MessagePortMain[]) => void;
  readonly seal: (question: Exclude<Question, { what: 'memory' }>) => Promise<Answer>;
  readonly updates: StartedUpdates;
  /** The host cannot start; the words are for people. */
  readonly onFailed: (message: string) => void;
  readonly log: (entry: {
    level: 'info' | 'warn' | 'error';
    what: string;
    [detail: string]: unknown;
  }) => void;
}

const closeLimitMs = 5000;

/** Keeps a host process: starts it, starts it again when it crashes, starts its workers, and ties the page to it. */
export function keepHost(options: KeeperOptions): HostKeeper {
  const { entry, args, deliver, updates, log } = options;
  const wanted = new Set<LinePurpose>();
  const crashes: number[] = [];
  let host: UtilityProcess | null = null;
  let closing = false;

  function start(): void {
    if (closing) return;
    const child = utilityProcess.fork(entry, [...args], { serviceName: 'Loupe host' });
    const tell = (message: ToHost, ports: MessagePortMain[] = []) => child.postMessage(message, ports);
    const crew = createCrew({ worker: options.worker, tell, log });
    host = child;
    child.on('message', (data: unknown) => {
      const { data: message } = toMainSchema.safeParse(data);
      if (message === undefined) return log({ level: 'error', what: 'host spoke nonsense' });
      if (message.kind === 'started') {
        log({ level: 'info', what: 'host started' });
        updates.hostStarted();
      } else if (message.kind === 'updates') updates.take(message.message);
      else if (message.kind === 'failed') options.onFailed(message.message);
      else if (message.kind === 'spawn') crew.spawn(message.worker, message.name);
      else if (message.kind === 'kill') crew.kill(message.worker);
      else {
        const { id, question } = message;
        const answer =
          question.what === 'memory' ? Promise.resolve(crew.memory(question.worker)) : options.seal(question);
        void answer.then((value) => tell({ kind: 'answer', id, value }));
      }
    });
    child.once('exit', (code) => {
      host = null;
      crew.end();
      updates.hostGone();
      if (closing) return;
      deliver({ loupe: 'host-gone' }, []);
      crashes.push(performance.now());
      const wait = waitBeforeRestart(crashes);
      log({ level: 'error', what: 'host ended', code, again: `in ${wait} ms` });
      setTimeout(start, wait);
    });
    for (const purpose of wanted) connect(purpose);
  }

  function connect(purpose: LinePurpose): void {
    if (host === null) return void wanted.add(purpose);
    wanted.delete(purpose);
    const channels = lanesOf[purpose].map(() => new MessageChannelMain());
    const line: ToHost = { kind: 'line', session: `desktop-${randomUUID()}`, purpose };
    host.postMessage(
      line,
      channels.map(({ port1 }) => port1),
    );
    deliver(
      { loupe: 'line', purpose },
      channels.map(({ port2 }) => port2),
    );
  }

  start();
  return {
    connect,
    tellUpdates: (message) => host?.postMessage({ kind: 'updates', message } satisfies ToHost),
    forget: () => wanted.clear(),
    close() {
      closing = true;
      const child = host;
      if (child === null) return Promise.resolve();
      return new Promise((resolve) => {
        const limit = setTimeout(() => child.kill(), closeLimitMs);
        child.once('exit', () => {
          clearTimeout(limit);
          resolve();
        });
        child.postMessage({ kind: 'close' } satisfies ToHost);
      });
    },
  };
}
