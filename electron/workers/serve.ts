import type { WorkError, WorkRequest } from '../contract/work.ts';
import type { HostPort, Place } from './port.ts';

/** A failure the host is told by code; anything else arrives as `internal`. */
export class WorkFailure extends Error {
  readonly code: WorkError;
  constructor(code: WorkError, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'WorkFailure';
    this.code = code;
  }
}

type Handlers<Asks, Answers> = { [C in keyof Asks & keyof Answers]: (ask: Asks[C]) => Promise<Answers[C]> };

/** Answers requests one after the other, in the order they came. */
export function serve<Asks, Answers>(port: HostPort, handlers: Handlers<Asks, Answers>, place?: Place): void {
  let last: Promise<void> = Promise.resolve();
  port.onMessage((message) => {
    last = last.then(async () => {
      const { id, call, ask } = port.open(message, place) as WorkRequest;
      const handler = (handlers as Record<string, ((ask: unknown) => Promise<unknown>) | undefined>)[call];
      try {
        if (handler === undefined) throw new WorkFailure('bad-input', `no call ${call}`);
        port.postMessage({ id, answer: await handler(ask) });
      } catch (error) {
        const code = error instanceof WorkFailure ? error.code : 'internal';
        port.postMessage({
          id,
          error: { code, message: error instanceof Error ? error.message : String(error) },
        });
      }
    });
  });
}
