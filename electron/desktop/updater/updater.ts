import type { InstallOutcome, UpdateStatus, Updates } from '../../contract/updates.ts';
import { causeOf } from '../../host/durable.ts';
import type { Platform } from '../../host/platform.ts';
import { sequential } from '../../host/sequential.ts';
import { isoTime } from '../../host/time.ts';
import { createEngine, type RunningApp } from './engine.ts';
import { feedAddress, fetchLarge, fetchSmall, patience, type Fetch, type Patience } from './feed.ts';
import { checkFile, installAppImage } from './install.ts';
import type { Kept } from './kept.ts';
import { manifestLimitBytes, manifestName, readManifest, type Manifest } from './manifest.ts';
import { Refusal } from './refusal.ts';
import { isInRollout, isOffer, seenIn } from './rules.ts';
import { checkSignature } from './signature.ts';

/** Whose word is taken on a release, and where it is looked for. */
export interface Releases {
  /** The folder that holds manifests and files, by its https address. */
  readonly feed: string;
  readonly channel: string;
  /** Ed25519, SPKI, DER, base64. One of them has to have signed; two while a key is being replaced. */
  readonly keys: readonly string[];
}

/** The station that would be replaced. */
export interface HeldStation {
  /**
   * Begins no further inspection or training until `release`, unless one is under way: then it says what, and holds nothing.
   */
  hold(): Promise<{ readonly busy: string } | Hold>;
}
export interface Hold {
  /** Copies the data folder under that name and verifies the copy; throws when either fails. */
  backUp(name: string): Promise<void>;
  release(): void;
}

type Phase =
  | { readonly state: 'idle' | 'checking' }
  | { readonly state: 'downloading'; readonly version: string; readonly share: number }
  | { readonly state: 'ready' | 'installing' | 'installed'; readonly version: string };

export interface UpdaterOptions {
  readonly app: RunningApp;
  readonly releases: Releases;
  readonly system: { readonly platform: NodeJS.Platform; readonly arch: string };
  /** The running AppImage (Linux). */
  readonly appImage: string | null;
  /** For downloads. */
  readonly cache: string;
  readonly kept: Kept;
  readonly station: HeldStation;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly log: Platform['log'];
  readonly pace?: Patience;
}

const staleAfterMs = 14 * 24 * 3_600_000;

/**
 * Updates of the program. Nothing here rejects: a refusal is logged with its reason, and the station goes on as it is.
 * @throws Error only while it is made, when the cache cannot be written
 */
export async function createUpdater(options: UpdaterOptions): Promise<Updates> {
  const { app, releases, system, kept, fetch, now, log, pace = patience } = options;
  const listeners = new Set<(status: UpdateStatus) => void>();
  const queue = sequential();
  const began = now();
  let phase: Phase = { state: 'idle' };
  let refused: UpdateStatus['refused'] = null;
  let ready: { readonly manifest: Manifest; readonly file: string } | null = null;

  const status = (): UpdateStatus => {
    const { lastGood } = kept.current();
    const since = lastGood === null ? began : Date.parse(lastGood);
    return { ...phase, refused, lastGood, stale: now() - since > staleAfterMs };
  };
  const enter = (next: Phase): void => {
    phase = next;
    for (const listener of listeners) listener(status());
  };
  /** Says why not, once in the log and once on the screen. */
  const refuse = (error: unknown, next: Phase): void => {
    const { reason, message } =
      error instanceof Refusal ? error : { reason: 'not-installed' as const, message: causeOf(error) };
    // Being offline is no news.
    log({ level: reason === 'unreachable' ? 'info' : 'warn', what: 'update refused', reason, message });
    refused = { reason, message, at: isoTime(now()) };
    enter(next);
  };

  /** The feed's word, once it is known to be ours, for us, and not an old one. Nothing else has been fetched until then. */
  async function latest(): Promise<Manifest> {
    const { channel, feed, keys } = releases;
    const address = feedAddress(feed, manifestName(channel, system.platform, system.arch));
    const bytes = await fetchSmall(fetch, address, manifestLimitBytes, pace);
    if (bytes === null) throw new Refusal('unreachable', `${address} is not there`);
    const signatures = await fetchSmall(fetch, `${address}.sig`, 4096, pace);
    checkSignature(bytes, signatures === null ? null : new TextDecoder().decode(signatures), keys);
    const manifest = readManifest(bytes);
    isOffer(manifest, { version: app.version, channel, ...system }, kept.current().seen, now());
    await kept.keep(seenIn(manifest), isoTime(now()));
    return manifest;
  }

  const engine = await createEngine({
    app,
    platform: system.platform,
    cache: options.cache,
    latest,
    takes: ({ version, staging }) => isInRollout(kept.current().id, version, staging),
    address: (name) => feedAddress(releases.feed, name),
    fetchFile: ({ version, file }, to) =>
      fetchLarge(fetch, feedAddress(releases.feed, file.name), to, file, pace, (bytes) =>
        enter({ state: 'downloading', version, share: bytes / file.size }),
      ),
    log: (line) => log({ level: 'info', what: 'electron-updater', line }),
  });

  async function check(): Promise<void> {
    enter({ state: 'checking' });
    ready = null;
    try {
      const manifest = await engine.check();
      if (manifest !== null) {
        const { version } = manifest;
        enter({ state: 'downloading', version, share: 0 });
        ready = { manifest, file: await engine.download() };
        log({ level: 'info', what: 'update ready', version });
      }
      refused = null;
      enter(ready === null ? { state: 'idle' } : { state: 'ready', version: ready.manifest.version });
    } catch (error) {
      refuse(error, { state: 'idle' });
    }
  }

  async function install(): Promise<InstallOutcome> {
    if (ready === null) return { outcome: 'nothing-ready' };
    const { manifest, file } = ready;
    const { version } = manifest;
    const held = await options.station.hold();
    if ('busy' in held) {
      log({ level: 'info', what: 'update waits', version, busy: held.busy });
      return { outcome: 'busy', busy: held.busy };
    }
    enter({ state: 'installing', version });
    try {
      await held.backUp(app.version);
      await replace(file, manifest);
      log({ level: 'info', what: 'update installed', version, from: app.version });
      ready = null;
      enter({ state: 'installed', version });
      return { outcome: 'installed' };
    } catch (error) {
      held.release();
      refuse(error, { state: 'ready', version });
      return { outcome: 'refused' };
    }
  }

  async function replace(file: string, { file: { sha512 } }: Manifest): Promise<void> {
    if (system.platform !== 'linux') {
      await checkFile(file, sha512);
      return engine.quitAndInstall();
    }
    if (options.appImage === null)
      throw new Refusal(
        'not-installed',
        'this program is no AppImage: the system’s package manager updates it',
      );
    await installAppImage({ from: file, target: options.appImage, sha512 });
    app.relaunch();
    app.quit();
  }

  return {
    status,
    watch: (listener) => void listeners.add(listener),
    check: () => queue(check),
    install: () => queue(install),
  };
}
