import type { z } from 'zod';
import { workReply, type WorkError, type WorkRequest } from '../contract/work.ts';
import type { Platform, WorkerName } from './platform.ts';

/** The worker is gone: it died, was too slow, took too much memory or spoke nonsense, and was killed for it. */
export class WorkerFault extends Error {
  readonly reason: 'timed-out' | 'worker-died';
  constructor(reason: WorkerFault['reason'], message: string) {
    super(message);
    this.name = 'WorkerFault';
    this.reason = reason;
  }
}

/** How the worker was lost over which something failed, whatever was said of it since; null: none was. */
export const lossOf = (error: unknown): WorkerFault['reason'] | null => {
  if (error instanceof WorkerFault) return error.reason;
  return error instanceof Error && error.cause !== undefined ? lossOf(error.cause) : null;
};

/** The worker lives and says why it cannot do what it was asked. */
export class WorkerRefusal extends Error {
  readonly code: WorkError;
  constructor(code: WorkError, message: string) {
    super(message);
    this.name = 'WorkerRefusal';
    this.code = code;
  }
}

/** One worker process under limits of time and memory; the first breach ends it. */
export interface WorkerLink<Asks, Answers> {
  /** @throws WorkerFault, WorkerRefusal */
  request<C extends keyof Asks & keyof Answers & string>(
    call: C,
    ask: Asks[C],
    limitMs: number,
  ): Promise<Answers[C]>;
  kill(): void;
  /** Resolves with what ended the worker, in words. */
  readonly exited: Promise<string>;
  /** Resident bytes; null when the process is gone. */
  memory(): Promise<number | null>;
}

interface Pending {
  readonly answer: z.ZodType;
  resolve(value: unknown): void;
  reject(fault: Error): void;
}

/** How often a busy worker's memory is looked at. Between two looks a model can take what the machine gives it in that time. */
const pollMs = 50;

/** Starts a worker and speaks to it. `answers` are the schemas its answers are held against. */
export function openLink<Asks, Answers>(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  name: WorkerName,
  answers: { readonly [C in keyof Answers]: z.ZodType<Answers[C]> },
  memoryLimitBytes: number,
): WorkerLink<Asks, Answers> {
  const { clock } = platform;
  const process = platform.spawn(name);
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: WorkerFault | null = null;
  let polling = false;

  const end = (fault: WorkerFault): void => {
    if (ended !== null) return;
    ended = fault;
    process.kill();
    for (const request of pending.values()) request.reject(fault);
    pending.clear();
  };
  const exited = process.exited.then((how) => {
    end(new WorkerFault('worker-died', `the ${name} worker ended with ${how}`));
    return ended?.message ?? String(how);
  });

  process.port.onMessage((message) => {
    if (ended !== null) return;
    const reply = workReply.safeParse(message);
    const request = reply.success ? pending.get(reply.data.id) : undefined;
    if (!reply.success || request === undefined) {
      return end(new WorkerFault('worker-died', `the ${name} worker spoke nonsense`));
    }
    pending.delete(reply.data.id);
    if ('error' in reply.data) {
      return request.reject(new WorkerRefusal(reply.data.error.code, reply.data.error.message));
    }
    const answer = request.answer.safeParse(reply.data.answer);
    if (answer.success) return request.resolve(answer.data);
    const fault = new WorkerFault('worker-died', `the ${name} worker gave a malformed answer`);
    request.reject(fault);
    end(fault);
  });

  const poll = (): void => {
    polling = pending.size > 0 && ended === null;
    if (!polling) return;
    clock.setTimeout(() => {
      void process.memory().then((bytes) => {
        if (bytes !== null && bytes > memoryLimitBytes) {
          end(
            new WorkerFault(
              'worker-died',
              `the ${name} worker took ${bytes} bytes, allowed ${memoryLimitBytes}`,
            ),
          );
        }
        poll();
      });
    }, pollMs);
  };

  return {
    request(call, ask, limitMs) {
      if (ended !== null) return Promise.reject(ended);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = clock.setTimeout(
          () => end(new WorkerFault('timed-out', `${call} took longer than ${limitMs} ms`)),
          limitMs,
        );
        pending.set(id, {
          answer: answers[call],
          resolve: (value) => (timer.cancel(), resolve(value as Answers[typeof call])),
          reject: (fault) => (timer.cancel(), reject(fault)),
        });
        if (!polling) poll();
        try {
          process.port.postMessage({ id, call, ask } satisfies WorkRequest);
        } catch (error) {
          end(new WorkerFault('worker-died', `the ${name} worker cannot be reached: ${String(error)}`));
        }
      });
    },
    kill: () => end(new WorkerFault('worker-died', `the ${name} worker was stopped`)),
    exited,
    memory: () => process.memory(),
  };
}
