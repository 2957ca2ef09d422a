import { LoupeError } from '../contract/errors.ts';
import { system } from '../contract/people.ts';
import type { Handlers, Session } from '../contract/server.ts';
import { openAccounts } from './accounts/accounts.ts';
import { openApiTokens, type ApiTokens } from './accounts/api-tokens.ts';
import { createCollecting } from './datasets/collect.ts';
import { openDatasets, type Datasets } from './datasets/datasets.ts';
import { createDatasetReader } from './datasets/store.ts';
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
import { createPause } from './pause.ts';
import { createLatest } from './latest.ts';
import type { PackageFiles } from './models/folder.ts';
import { createDrafts } from './models/drafts.ts';
import { openModels, type Models } from './models/models.ts';
import type { Proven } from './models/prepare.ts';
import { openTrustedKeys } from './models/trusted-keys.ts';
import { threadsFor, type Machine } from './models/providers.ts';
import type { Platform } from './platform.ts';
import { createAdopting } from './registry/adopt.ts';
import { openAccessRoom } from './registry/access-room.ts';
import { openConnections, whileConnected, type Connected } from './registry/connection.ts';
import { openDelivery, type Delivery } from './registry/delivery.ts';
import { openFleet, type FleetRoom } from './registry/fleet.ts';
import { createPromotions, type Promotions } from './registry/promotions.ts';
import { createFarPictures, type FarPictures } from './registry/following/far-pictures.ts';
import { openFollowed, type Followed } from './registry/following/followed.ts';
import { openFollower, type Follower } from './registry/following/follower.ts';
import { createIdentify } from './registry/following/known.ts';
import { openSender, type Sender } from './registry/sending/sender.ts';
import { registryStatus } from './registry/sending/status.ts';
import { createRouter } from './router.ts';
import { createSessions, type OpenSession } from './sessions.ts';
import { causeOf } from './durable.ts';
import { createReview } from './review/review.ts';
import { tellPolicy } from './samples/policy.ts';
import { createSamples } from './samples/samples.ts';
import { openSettings } from './settings.ts';
import { openStation, type Station } from './station.ts';
import { statusOf } from './status.ts';
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
  readonly promotions: Promotions;
  readonly delivery: Delivery;
  readonly fleet: FleetRoom;
  readonly sending: Connected<Sender>;
  readonly followed: Followed;
  readonly following: Connected<Follower>;
  readonly far: FarPictures;
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
}

const statusEveryMs = 10_000;
const idleAfterMs = 20_000;
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
  { app, machine, starter }: HostOptions,
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
  const others = await openFollowed(platform, station.stationId);
  const journals = createJournals(journal, others);
  const images = await openImages({ platform, floorBytes: () => settings.current().diskFloorBytes });
  const proven: Proven = new Set();
  const engine = createEngine({
    platform,
    proven,
    providers: machine.providers,
    threads: threadsFor(machine.cores),
    memoryLimitBytes: machine.memoryBytes / 4,
    spareAllowed: () => machine.freeBytes() > machine.memoryBytes / 4,
  });
  const pictures = createPictures(platform);
  const previews = createPreviews({
    files,
    // What is shown may be another station's, and is fetched then.
    images: { get: (sha256) => far.get(sha256) },
    decode: async (bytes, page) => (await pictures.decode(bytes, page)).frame,
    encode: (frame, width) => pictures.encode(frame, 'jpeg', width),
  });
  const trustedKeys = await openTrustedKeys(platform, station);
  const models = openModels({
    ...{ platform, journal, engine, station, machine, proven },
    trusted: () => trustedKeys.keys(),
  });
  const drafts = createDrafts({ platform, models, threads: threadsFor(machine.cores) });
  const devices = createDeviceWatcher({ platform, journal, onChange: () => refresh() });
  const camera = createCameraRoom({
    journal,
    usbOf: ({ label }) => usbOf(label, devices.cameras()),
    changed: () => refresh(),
  });
  const gate = createGate();
  const room = createInspection({
    platform,
    camera,
    journal,
    images,
    engine,
    pictures,
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
    ...{ platform, machine, proven, models, images, pictures, journal },
    kept,
    datasets: datasets.versions,
  });
  const connections = await openConnections(platform, settings);
  const promotions = createPromotions({
    ...{ platform, journal, station, models, evaluations },
    registry: () => connections.current().registry,
    rules: () => ({ gate: settings.current().promotionGate, margin: settings.current().promotionMargin }),
  });
  const adopting = createAdopting({ registry: () => connections.current().registry, drafts });
  const threads = threadsFor(machine.cores);
  const sending = whileConnected(
    connections,
    async ({ runs, registry, id }) => {
      const sender = await openSender({
        ...{ platform, journal, images, training, evaluations: kept, others, runs, registry, registryId: id },
        datasets: createDatasetReader(files),
        packages: { open: async (sha256) => ({ files: await models.files(sha256), tags: {} }) },
        bytesPerSecond: () => settings.current().registryBytesPerSecond,
      });
      sender.watch(() => refresh());
      return sender;
    },
    (error) => log({ level: 'error', what: 'nothing is sent to the registry', cause: causeOf(error) }),
  );
  const far = createFarPictures({
    ...{ platform, journal, images, followed: others },
    runs: () => (connections.current().own ? null : connections.current().runs),
  });
  const { stationId } = station;
  const following = whileConnected(
    connections,
    async ({ runs }) =>
      openFollower({
        ...{ platform, followed: others, runs, own: stationId },
        identify: createIdentify(runs, station, trustedKeys.keys),
        // What others wrote never takes the room that captures need.
        hasRoom: async (bytes) => (await files.freeBytes()) - bytes > 2 * settings.current().diskFloorBytes,
      }),
    (error) => log({ level: 'error', what: 'other stations are not followed', cause: causeOf(error) }),
  );
  const registryAccess = await openAccessRoom({
    ...{ platform, stationId, settings, connections },
    ...{ sender: sending.current, follower: following.current },
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
    ask: far.ahead,
  });
  const sessions = createSessions(
    firstPerson,
    () => refresh(),
    (id) => void uploads.endSession(id).catch(() => undefined),
  );

  // Whoever comes first acts as the technician without a PIN; anybody else signs in.
  function firstPerson() {
    const person = accounts.list().find(({ role, hasPin }) => role === 'technician' && !hasPin);
    return person ?? { id: 'nobody', name: 'Nobody', role: 'technician' as const, hasPin: false };
  }

  let freeBytes = await files.freeBytes();
  let startFailure: string | null = null;
  let lastMs: number | undefined;
  let lastInspection = clock.monotonic();
  const readStatus = () =>
    statusOf({
      ...{ journal, engine, camera, sessions },
      registry: registryStatus(connections.current(), sending.current()?.status() ?? null),
      disk: { freeBytes, floorBytes: settings.current().diskFloorBytes },
      ...{ startFailure, lastMs },
    });
  const stationName = (id: string) => trustedKeys.list().find((key) => key.station === id)?.name ?? '';
  const readHead = () => ({
    journal: journal.journalId,
    station: station.stationId,
    head: journal.head().seq,
    followed: others
      .stations()
      .flatMap(({ station: id, journal: of, head: at }) =>
        of === null ? [] : { journal: of, station: id, head: at.seq, name: stationName(id) },
      ),
  });
  const status = createLatest(readStatus());
  const head = createLatest(readHead());
  const refresh = () => status.set(readStatus());

  journal.watch(() => {
    head.set(readHead());
    refresh();
  });
  engine.watch(refresh);
  connections.watch(refresh);
  others.watch(() => head.set(readHead()));

  let closed = false;
  let timer = clock.setTimeout(tick, statusEveryMs);
  /** What is looked after between inspections: free space, and raw frames that wait to be compressed. */
  function tick() {
    const quiet = () => !closed && clock.monotonic() - lastInspection > idleAfterMs;
    void (async () => {
      freeBytes = await files.freeBytes();
      refresh();
      if (quiet()) await images.compressIdle(quiet);
    })()
      .catch((error: unknown) => log({ level: 'warn', what: 'housekeeping failed', error: String(error) }))
      .finally(() => {
        if (!closed) timer = clock.setTimeout(tick, statusEveryMs);
      });
  }

  const begin = async () => {
    if (await models.resume(system)) return promotions.resume();
    if (starter === null) return;
    const { sha256 } = await models.installUnsigned(await starter());
    await models.activate(sha256, 'the package a new station begins with', system);
  };
  const ready = begin();
  ready.catch((error: unknown) => {
    log({ level: 'error', what: 'no model at start', error: String(error) });
    startFailure = causeOf(error);
    refresh();
  });

  const delivery = await openDelivery({
    ...{ platform, app, journal, station, models, promotions, connections, ready },
    orderers: () => trustedKeys.keys(),
    facts: () => {
      const {
        registry: { waiting, parked },
        disk,
        camera: { phase },
      } = readStatus();
      return { waiting, parked, disk: { freeBytes: disk.freeBytes, ok: disk.ok }, camera: phase };
    },
  });
  const fleet = await openFleet({
    ...{ platform, journal, station, trustedKeys, connections, delivery },
    journalOf: (id) => (others.stations().some((one) => one.station === id) ? journals.of(id) : null),
  });

  const timed: InspectionRoom = {
    ...inspection,
    async judge(request) {
      const answer = await inspection.judge(request);
      lastMs = answer.times.judgeMs;
      lastInspection = clock.monotonic();
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
    ...{ journal, journals, images, far, previews, models, trustedKeys, drafts, frames, folder, tries },
    camera: between,
    ...{ devices, datasets, uploads, collecting, training, evaluations, quickTeach, promotions, adopting },
    ...{ registryAccess, fleet },
    review: createReview(journals, {
      roles: () => settings.current().reviewRoles,
      standing: samples.standing,
    }),
    ...{ samples, reviewedSamples, uses },
    exports: exporting,
    updates: createUpdates(platform),
    ...{ accounts, apiTokens, settings, sessions, status, head },
  };
  const about = { stationId: station.stationId, app, runtime: platform.runtime };
  return {
    handlers: createRouter({ ...rooms, inspection: timed, about }),
    openSession: (id) => sessions.open(id),
    receiveFrame: (_session, message) => frames.receive(message),
    station,
    journal,
    images,
    models,
    pictures,
    engine,
    inspection,
    tries,
    devices,
    datasets,
    exports: exporting,
    evaluations,
    promotions,
    ...{ sending, followed: others, following, far, delivery, fleet },
    apiTokens,
    ready,
    hold: () => (journal.state().openTray ? { busy: 'tray' } : gate.hold()),
    async close() {
      closed = true;
      timer.cancel();
      await training.close();
      trainingPictures.close();
      quickTeach.close();
      promotions.close();
      engine.close();
      pictures.close();
      await pause.close();
      await devices.close();
      await evaluations.close();
      fleet.close();
      const ended = Promise.all([sending.close(), following.close(), far.close(), delivery.close()]);
      // What is under way ends with the connection.
      connections.close();
      await ended;
      await journal.close();
      await unlock();
    },
  };
}
