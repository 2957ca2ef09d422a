import { join } from 'node:path';
import { updatesOff, type UpdateStatus, type Updates } from '../../contract/updates.ts';
import { causeOf } from '../../host/durable.ts';
import { createDiskFiles } from '../../host/node/disk-files.ts';
import { confirmStart } from './install.ts';
import { openKept } from './kept.ts';
import { linkToHost, type UpdatesToHost, type UpdatesToMain } from './link.ts';
import type { releases as ownReleases } from './releases.ts';
import type { UpdaterOptions } from './updater.ts';

export interface StartOptions extends Pick<
  UpdaterOptions,
  'app' | 'system' | 'appImage' | 'fetch' | 'now' | 'log'
> {
  /** Whether the program runs from a package and not from a checkout. */
  readonly packaged: boolean;
  readonly releases: typeof ownReleases;
  /** The station's folder. */
  readonly data: string;
  /** To the host process, if there is one. */
  readonly send: (message: UpdatesToHost) => void;
}

/** What main does of updates. */
export interface StartedUpdates {
  /** The host process says that its station is open. */
  hostStarted(): void;
  hostGone(): void;
  take(message: UpdatesToMain): void;
}

const firstCheckMs = 60_000;
const checkEveryMs = 6 * 3_600_000;

/**
 * Updates of a running program: looks for one a minute after the first start of the station and every six hours, and tells each host how
 * they stand. Installing is asked for by an admin and by nobody else.
 */
export function startUpdates(options: StartOptions): StartedUpdates {
  const { appImage, log, send } = options;
  const link = linkToHost(send);
  const tell = (status: UpdateStatus) => send({ say: 'status', status });
  let updates = off(reasonFor(options) ?? 'The program has only just started.');
  let begun = false;

  async function begin(): Promise<void> {
    // It started, so the program before it is not needed any more.
    if (appImage !== null) await confirmStart(appImage);
    const { feed, ...releases } = options.releases;
    if (feed === null || reasonFor(options) !== null) return;
    // electron-updater is loaded where it is needed.
    const { createUpdater } = await import('./updater.ts');
    updates = await createUpdater({
      ...options,
      releases: { ...releases, feed },
      cache: join(options.data, 'cache'),
      kept: await openKept(createDiskFiles({ data: options.data })),
      station: link.station,
    });
    updates.watch(tell);
    tell(updates.status());
    const look = () => void updates.check();
    setTimeout(look, firstCheckMs).unref();
    setInterval(look, checkEveryMs).unref();
  }

  return {
    hostStarted() {
      tell(updates.status());
      if (begun) return;
      begun = true;
      begin().catch((error: unknown) => {
        log({ level: 'error', what: 'updates cannot start', error });
        updates = off(causeOf(error));
        tell(updates.status());
      });
    },
    hostGone: () => link.gone(),
    take: (message) => link.take(message, updates),
  };
}

/** Why no updates are looked for; null when they are. */
function reasonFor({ packaged, releases, system, appImage }: StartOptions): string | null {
  if (!packaged) return 'This Loupe runs from a checkout.';
  if (releases.feed === null || releases.keys.length === 0)
    return 'This Loupe was built without a publisher: install a newer one by hand.';
  if (system.platform === 'linux' && appImage === null)
    return 'The system’s package manager updates this Loupe.';
  return null;
}

const off = (why: string): Updates => ({
  status: () => updatesOff(why),
  watch: () => undefined,
  check: () => Promise.resolve(),
  install: () => Promise.resolve({ outcome: 'nothing-ready' }),
});
