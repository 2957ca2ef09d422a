import { z } from 'zod';
import {
  installOutcomeSchema,
  type InstallOutcome,
  type UpdateStatus,
  type Updates,
} from '../../contract/updates.ts';
import { causeOf } from '../../host/durable.ts';
import type { Hold, HeldStation } from './updater.ts';

// Updates are done by the main process, on behalf of a station that lives in the host process: what the two say to each other, and both ends.

export type UpdatesToHost =
  | { readonly say: 'status'; readonly status: UpdateStatus }
  | { readonly say: 'outcome'; readonly id: number; readonly outcome: InstallOutcome | null }
  | { readonly say: 'hold'; readonly id: number }
  | { readonly say: 'back-up'; readonly id: number; readonly name: string }
  | { readonly say: 'release' };

const id = z.number().int();
export const updatesToMainSchema = z.discriminatedUnion('say', [
  z.strictObject({ say: z.enum(['check', 'install']), id }),
  /** `busy`: what is under way; null: it is held. */
  z.strictObject({ say: z.literal('held'), id, busy: z.string().max(200).nullable() }),
  /** `failure`: why there is no backup; null: there is one. */
  z.strictObject({ say: z.literal('backed-up'), id, failure: z.string().max(2000).nullable() }),
]);
export type UpdatesToMain = z.infer<typeof updatesToMainSchema>;

/** Questions that wait for their answer, by number. */
function questions<A>() {
  const waiting = new Map<number, (answer: A) => void>();
  let next = 1;
  return {
    ask: (send: (id: number) => void) =>
      new Promise<A>((resolve) => {
        const number = next++;
        waiting.set(number, resolve);
        send(number);
      }),
    answer(number: number, answer: A) {
      waiting.get(number)?.(answer);
      waiting.delete(number);
    },
    answerAll(answer: A) {
      for (const number of [...waiting.keys()]) this.answer(number, answer);
    },
  };
}

/** Main's end. */
export function linkToHost(send: (message: UpdatesToHost) => void): {
  readonly station: HeldStation;
  /** Takes what the host said; `updates` is what it speaks to. */
  take(message: UpdatesToMain, updates: Updates): void;
  /** The host process has ended: whoever waits for it is told. */
  gone(): void;
} {
  const holds = questions<string | null>();
  const backups = questions<string | null>();
  const hold: Hold = {
    async backUp(name) {
      const failure = await backups.ask((number) => send({ say: 'back-up', id: number, name }));
      if (failure !== null) throw new Error(failure);
    },
    release: () => send({ say: 'release' }),
  };
  return {
    station: {
      async hold() {
        const busy = await holds.ask((number) => send({ say: 'hold', id: number }));
        return busy === null ? hold : { busy };
      },
    },
    take(message, updates) {
      if (message.say === 'held') return holds.answer(message.id, message.busy);
      if (message.say === 'backed-up') return backups.answer(message.id, message.failure);
      const done: Promise<InstallOutcome | null> =
        message.say === 'install' ? updates.install() : updates.check().then(() => null);
      void done.then((outcome) => send({ say: 'outcome', id: message.id, outcome }));
    },
    gone() {
      holds.answerAll('start');
      backups.answerAll('the station ended while it was backed up');
    },
  };
}

/** What the host's end needs of the station, once there is one. */
export interface LinkedStation {
  hold(): { readonly busy: string } | { release(): void };
  /** Copies the data folder and verifies the copy. */
  backUp(name: string): Promise<unknown>;
}

/** The host's end: `updates` for its platform, from the first moment; `serve` when there is a station to hold. */
export function linkToMain(
  send: (message: UpdatesToMain) => void,
  first: UpdateStatus,
): {
  readonly updates: Updates;
  take(message: UpdatesToHost): void;
  serve(station: LinkedStation): void;
} {
  const asked = questions<InstallOutcome | null>();
  const listeners: ((status: UpdateStatus) => void)[] = [];
  let status = first;
  let station: LinkedStation | null = null;
  let release = () => {};
  return {
    updates: {
      status: () => status,
      watch: (listener) => void listeners.push(listener),
      check: () => asked.ask((number) => send({ say: 'check', id: number })).then(() => undefined),
      install: async () =>
        installOutcomeSchema.parse(await asked.ask((number) => send({ say: 'install', id: number }))),
    },
    serve: (now) => void (station = now),
    take(message) {
      switch (message.say) {
        case 'status':
          status = message.status;
          for (const listener of listeners) listener(status);
          return;
        case 'outcome':
          return asked.answer(message.id, message.outcome);
        case 'hold': {
          const held = station?.hold() ?? { busy: 'start' };
          if ('release' in held) release = () => held.release();
          return send({ say: 'held', id: message.id, busy: 'busy' in held ? held.busy : null });
        }
        case 'back-up':
          void (station?.backUp(message.name) ?? Promise.reject(new Error('there is no station yet'))).then(
            () => send({ say: 'backed-up', id: message.id, failure: null }),
            (error: unknown) =>
              send({ say: 'backed-up', id: message.id, failure: causeOf(error).slice(0, 2000) }),
          );
          return;
        case 'release':
          return release();
        default:
          return message satisfies never;
      }
    },
  };
}
