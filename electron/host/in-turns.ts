import { setImmediate } from 'node:timers/promises';

/** Runs a long piece of work step by step; between two steps whoever else waits for this thread has its turn. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    await setImmediate();
  }
}
