import { updatesOff, type InstallOutcome, type UpdateStatus } from '../contract/updates.ts';
import type { Actor } from '../contract/people.ts';
import { createLatest } from './latest.ts';
import type { Platform } from './platform.ts';

/** Updates of the program, as the screens ask for them; the shell does them, where it does any. */
export interface UpdatesRoom {
  follow(signal: AbortSignal | undefined): AsyncGenerator<UpdateStatus, void>;
  check(): Promise<void>;
  install(by: Actor): Promise<InstallOutcome>;
}

export function createUpdates({ updates, log }: Pick<Platform, 'updates' | 'log'>): UpdatesRoom {
  const status = createLatest(
    updates?.status() ?? updatesOff('This station runs behind a browser: whoever started it updates it.'),
  );
  updates?.watch((next) => status.set(next));
  return {
    follow: (signal) => status.follow(signal),
    check: async () => updates?.check(),
    async install(by) {
      if (updates === undefined) return { outcome: 'nothing-ready' };
      log({ level: 'info', what: 'update asked for', by: by.id });
      return updates.install();
    },
  };
}
