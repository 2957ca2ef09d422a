import { LoupeError } from '../contract/errors.ts';
import { system } from '../contract/people.ts';
import type { Handlers, Session } from '../contract/server.ts';
import { openAccounts } from './accounts/accounts.ts';
import { openApiTokens, type ApiTokens } from './accounts/api-tokens.ts';
import { createCollecting } from './datasets/collect.ts';
import { openDatasets, type Datasets } from './datasets/datasets.ts';
import { createExports, type Exports } from './datasets/export.ts';
import { createForTraining } from './datasets/for-training.ts';
import { createReviewedSamples } from './datasets/reviewed/reviewed-samples.ts';
import { createUses } from './datasets/reviewed/uses.ts';
import { createStoredPictures } from './datasets/stored-pictures.ts';
import { openUploads } from './datasets/uploads.ts';
import { createCameraRoom, type CameraRoom } from './devices/camera.ts';
import { createDeviceWatcher, type DeviceWatcher } from './devices/watcher.ts';
import { usbOf } from './devices/usb-of.ts';
import { createFolderCamera } from './folder/folder.ts';
import { createFrames } from './frames/frames.ts';
import { createPreviews } from './images/previews.ts';
import { openImages, type ImageStore } from './images/store.ts';
import { createEvaluations, type Evaluations } from './evaluations/evaluations.ts';
import { openKept } from './evaluations/kept.ts';
import { createEngine, type Engine } from './inspection/engine.ts';
import { createInspection, type InspectionRoom } from './inspection/inspection.ts';
import { createPictures, type Pictures } from './inspection/pictures.ts';
import { createTries, type Tries } from './inspection/try.ts';
import type { Journal } from './journal/journal.ts';
import { createJournals } from './journal/journals.ts';
import { openJournal } from './journal/open.ts';
import { createGate, type Gate } from './gate.ts';
import { openHousekeeping } from './housekeeping.ts';
import { createPause } from './pause.ts';
import type { PackageFiles } from './models/folder.ts';
import { createDrafts } from './models/drafts.ts';
import { openModels, type Models } from './models/models.ts';
import type { Proven } from './models/prepare.ts';
import { openTrustedKeys } from './models/trusted-keys.ts';
import { threadsFor, type Machine } from './models/providers.ts';
import type { Platform } from './platform.ts';
import { openFollowed } from './registry/following/followed.ts';
import { openRegistryRoom, type RegistryRoom } from './registry/registry-room.ts';
import { createRouter } from './router.ts';
import { createSessions, type OpenSession } from './sessions.ts';
import { causeOf } from './durable.ts';
import { createReview } from './review/review.ts';
import { tellPolicy } from './samples/policy.ts';
import { createSamples } from './samples/samples.ts';
import { openSettings } from './settings.ts';
import { openStation, type Station } from './station.ts';
import { createStatus } from './status.ts';
import { openQuickTeach } from './training/quick/quick-teach.ts';
import { openTraining } from './training/training.ts';
import { createUpdates } from './updates.ts';

/** The station's rooms, wired. The same in a desktop window, behind a browser and under the command line. */
export interface Host {
  readonly handlers: Handlers;
  openSession(id: string): OpenSession;
  /** @returns the frame's id; null for what is no frame */
  receiveFrame(session: Session, message: Uint8Array): string | null;
  readonly station: Station;
  readonly journal: Journal;
  readonly images: ImageStore;
  readonly models: Models;
  readonly pictures: Pictures;
  readonly engine: Engine;
  readonly inspection: InspectionRoom;
  readonly tries: Tries;
  /** Watches once it is started, or followed. */
  readonly devices: DeviceWatcher;
  readonly datasets: Datasets;
  readonly exports: Exports;
  readonly evaluations: Evaluations;
  readonly registry: RegistryRoom;
  readonly apiTokens: ApiTokens;
  /** Settles when the first model has been loaded, or could not be. Nobody has to wait: `engine.status()` says the same as it happens. */
  readonly ready: Promise<void>;
  /** Begins nothing that an update would cut off, until it is released; says what is under way instead, while something is. */
  hold: Gate['hold'];
  close(): Promise<void>;
}

export interface HostOptions {
  /** Version of the program, for the record. */
  readonly app: string;
  readonly machine: Machine;
  /** The package that a station without any begins with; null when it was not built. */
  readonly starter: (() => Promise<PackageFiles>) | null;
  /**
   * It runs for people, on the desktop or behind a browser: what is promoted arrives by itself, and other stations are followed. Without it, for a
   * command, neither happens unasked: what a command judges with, it judges with to its end.
   */
  readonly serves?: boolean;
}

/** So long after an answer nobody waits for the disk. */
const pauseMs = 50;

/**
 * Opens the data folder and starts the station. It may be used at once; the model loads meanwhile, and `status` says so.
 * @throws LoupeError `busy` when another Loupe has the folder; `conflict` when a newer one wrote it
 */
export async function createHost(platform: Platform, options: HostOptions): Promise<Host> {
  const lock = await platform.files.lock();
  if (lock === null) {
    throw new LoupeError('busy', {
      what: 'Another Loupe is using this folder. Stop it, or choose another folder.',
    });
  }
  try {
    return await openHost(platform, options, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openHost(
  platform: Platform,
  { app, machine, starter, serves = false }: HostOptions,
  unlock: () => Promise<void>,
): Promise<Host> {
  const { clock, files, log } = platform;
  const settings = await openSettings({ platform });
  const accounts = await openAccounts({ platform });
  const apiTokens = await openApiTokens(platform);
  const station = await openStation({ platform, app });
  const journal = await openJournal({ platform, station, app });
  await tellPolicy(journal, settings, system).catch((error: unknown) =>
    log({ level: 'warn', what: 'the sample policy is not in the journal', cause: causeOf(error) }),
  );
  // Its own journal, and what is here of those of the stations it follows.
  const followed = await openFollowed(platform, station.stationId);
  const journals = createJournals(journal, followed);
  const images = await openImages({ platform, floorBytes: () => settings.current().diskFloorBytes });

  const threads = threadsFor(machine.cores);
  const proven: Proven = new Set();
  const engine = createEngine({
    platform,
    proven,
    providers: machine.providers,
    threads,
    memoryLimitBytes: machine.memoryBytes / 4,
    spareAllowed: () => machine.freeBytes() > machine.memoryBytes / 4,
  });
  const pictures = createPictures(platform);
  const previews = createPreviews({
    files,
    // What is shown may be another station's, and is fetched then.
    images: { get: (sha256) => registry.far.get(sha256) },
    decode: async (bytes, page) => (await pictures.decode(bytes, page)).frame,
    encode: (frame, width) => pictures.encode(frame, 'jpeg', width),
  });
  const trustedKeys = await openTrustedKeys(platform, station);
  const models = openModels({
    ...{ platform, journal, engine, station, machine, proven },
    trusted: () => trustedKeys.keys(),
  });
  const drafts = createDrafts({ platform, models, threads });
  const devices = createDeviceWatcher({ platform, journal, onChange: () => shown.refresh() });
  const camera = createCameraRoom({
    journal,
    usbOf: ({ label }) => usbOf(label, devices.cameras()),
    changed: () => shown.refresh(),
  });
  const gate = createGate();
  const room = createInspection({
    ...{ platform, camera, journal, images, engine, pictures },
    settings: () => settings.current(),
  });
  // Files for the frames to come are made in the pause after an answer, not while the next frame is judged.
  const pause = createPause({ clock, ms: pauseMs, work: () => images.makeSpares() });
  const inspection: InspectionRoom = {
    judge: (request) => gate.enter('inspection', () => pause.around(() => room.judge(request))),
    judgeFile: (request) => gate.enter('inspection', () => room.judgeFile(request)),
  };

  const datasets = await openDatasets({ platform, images, pictures, journal });
  // A process of its own: inspections do not wait for the pictures of a run.
  const trainingPictures = createPictures(platform);
  const { versions } = datasets;
  const training = await openTraining({
    ...{ platform, models, journal, gate },
    datasets: createForTraining({ versions, stored: createStoredPictures(images, trainingPictures) }),
    encode: (frame) => trainingPictures.encode(frame, 'png'),
    threads: Math.max(1, machine.cores),
    memoryBytes: machine.memoryBytes / 2,
  });
  const kept = openKept(files);
  const evaluations = createEvaluations({
    ...{ platform, machine, proven, models, images, pictures, journal, kept },
    datasets: versions,
  });

  const registry = await openRegistryRoom({
    ...{ platform, app, serves, settings, station, journal, followed, images },
    ...{ models, drafts, trustedKeys, training, evaluations, kept },
    facts: () => {
      const { disk, camera: seen } = shown.status.value;
      return { disk: { freeBytes: disk.freeBytes, ok: disk.ok }, camera: seen.phase };
    },
  });

  const quickTeach = await openQuickTeach({ platform, images, models, camera, gate, threads });
  const tries = createTries({ inspection, pictures, clock });
  const frames = createFrames(clock);
  const folder = createFolderCamera({
    ...{ platform, journal, inspection, pictures },
    settings: () => settings.current(),
  });
  const uploads = await openUploads({ platform, floorBytes: () => settings.current().diskFloorBytes });
  const collecting = createCollecting({ datasets, frames, images, pictures });
  const exporting = createExports({ platform, datasets, images, pictures });
  const samples = createSamples(journals);
  const uses = createUses({ journals, versions });
  const reviewedSamples = createReviewedSamples({
    ...{ station: station.stationId, samples, uses, datasets, images },
    ask: registry.far.ahead,
  });
  const sessions = createSessions(
    accounts.first,
    () => shown.refresh(),
    (id) => void uploads.endSession(id).catch(() => undefined),
  );
  const housekeeping = await openHousekeeping(platform, images, () => shown.refresh());
  const shown = createStatus({
    ...{ journal, engine, camera, sessions, registry, followed, trustedKeys, settings },
    freeBytes: housekeeping.freeBytes,
  });

  const begin = async () => {
    if (await models.resume(system)) return serves ? registry.promotions.resume() : undefined;
    if (starter === null) return;
    const { sha256 } = await models.installUnsigned(await starter());
    await models.activate(sha256, 'the package a new station begins with', system);
  };
  const ready = begin();
  void ready
    .catch((error: unknown) => {
      log({ level: 'error', what: 'no model at start', error: String(error) });
      shown.notStarted(causeOf(error));
    })
    .then(registry.delivery.begin);

  const timed: InspectionRoom = {
    ...inspection,
    async judge(request) {
      const answer = await inspection.judge(request);
      shown.judged(answer.times.judgeMs);
      housekeeping.judged();
      return answer;
    },
  };
  // The setup that an inspection names is in force from its beginning to its line in the journal.
  const between: CameraRoom = {
    ...camera,
    save: (setup, by) => gate.between(() => camera.save(setup, by)),
    use: (by) => gate.between(() => camera.use(by)),
    setReference: (frame, references, by) => gate.between(() => camera.setReference(frame, references, by)),
    forget: (by) => gate.between(() => camera.forget(by)),
  };
  const rooms = {
    ...{ journal, journals, images, previews, models, trustedKeys, drafts, frames, folder, tries },
    ...{ devices, datasets, uploads, collecting, training, evaluations, quickTeach, registry },
    ...{ samples, reviewedSamples, uses, accounts, apiTokens, settings, sessions },
    ...{ camera: between, exports: exporting, status: shown.status, heads: shown.heads },
    review: createReview(journals, {
      roles: () => settings.current().reviewRoles,
      standing: samples.standing,
    }),
    updates: createUpdates(platform),
  };
  const about = { stationId: station.stationId, app, runtime: platform.runtime };
  return {
    handlers: createRouter({ ...rooms, inspection: timed, about }),
    openSession: (id) => sessions.open(id),
    receiveFrame: (_session, message) => frames.receive(message),
    ...{ station, journal, images, models, pictures, engine, inspection, tries },
    ...{ devices, datasets, exports: exporting, evaluations, registry, apiTokens, ready },
    hold: () => (journal.state().openTray ? { busy: 'tray' } : gate.hold()),
    async close() {
      housekeeping.close();
      await training.close();
      trainingPictures.close();
      quickTeach.close();
      // From here on nothing takes over; what is on its way to or from the registry ends meanwhile.
      const left = registry.close();
      engine.close();
      pictures.close();
      await pause.close();
      await devices.close();
      await evaluations.close();
      await left;
      await journal.close();
      await unlock();
    },
  };
}
