import { LoupeError } from '../contract/errors.ts';
import type { Identity } from '../contract/events.ts';
import type { Actor } from '../contract/people.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import { os, type Handlers, type Session } from '../contract/server.ts';
import type { Inspection } from '../contract/inspection.ts';
import type { Status } from '../contract/station.ts';
import { apiTokenHandlers, personHandlers, type AccountRooms } from './accounts/handlers.ts';
import { datasetHandlers, type DatasetRooms } from './datasets/handlers.ts';
import { tellPolicy } from './samples/policy.ts';
import { sampleHandlers, type SampleRooms } from './datasets/reviewed/handlers.ts';
import type { CameraRoom } from './devices/camera.ts';
import type { DeviceWatcher } from './devices/watcher.ts';
import type { FolderCamera } from './folder/folder.ts';
import type { Frames } from './frames/frames.ts';
import type { Images } from './images/images.ts';
import { inspectionOf, type InspectionRoom } from './inspection/inspection.ts';
import type { Tries } from './inspection/try.ts';
import type { Previews } from './images/previews.ts';
import type { Journals } from './journal/journals.ts';
import { saidOfOthers } from './journal/said.ts';
import type { Latest } from './latest.ts';
import { modelHandlers, type ModelRooms } from './models/handlers.ts';
import type { SettingsStore } from './settings.ts';
import type { Heads } from './status.ts';
import { reviewHandlers } from './review/handlers.ts';
import type { Review } from './review/review.ts';
import { evaluationHandlers } from './evaluations/handlers.ts';
import type { Evaluations } from './evaluations/evaluations.ts';
import { quickTeachHandlers } from './training/quick/handlers.ts';
import type { QuickTeachRoom } from './training/quick/quick-teach.ts';
import type { Training } from './training/training.ts';
import { trainingHandlers } from './training/handlers.ts';
import { registryHandlers } from './registry/handlers.ts';
import type { RegistryRoom } from './registry/registry-room.ts';
import type { UpdatesRoom } from './updates.ts';

export interface Rooms extends AccountRooms, DatasetRooms, SampleRooms, ModelRooms {
  readonly about: { readonly stationId: string; readonly app: string; readonly runtime: string };
  readonly journals: Journals;
  readonly images: Images;
  readonly previews: Previews;
  readonly frames: Frames;
  readonly camera: CameraRoom;
  readonly folder: FolderCamera;
  readonly devices: DeviceWatcher;
  readonly updates: UpdatesRoom;
  readonly inspection: InspectionRoom;
  readonly tries: Tries;
  readonly training: Training;
  readonly review: Review;
  readonly evaluations: Evaluations;
  readonly registry: RegistryRoom;
  readonly quickTeach: QuickTeachRoom;
  readonly settings: SettingsStore;
  readonly status: Latest<Status>;
  readonly heads: Latest<Heads>;
}

/** The contract, answered by the rooms. What a procedure means stands in the contract; what it takes stands here. */
export function createRouter(rooms: Rooms): Handlers {
  const { journal, journals, frames, inspection, tries, settings, sessions } = rooms;
  const actor = (session: Session): Actor => {
    const { id, role } = session.person();
    return { id, role };
  };

  /** Of this station, or of one that it follows. */
  const find = async (id: string): Promise<Inspection> =>
    inspectionOf(id.slice(0, id.lastIndexOf('-')), await journals.event('inspection.recorded', id));

  /** The tray that is open belongs to every piece; a missing ID stops the piece only where the settings ask for one. */
  const identify = (identity: Identity): Identity => {
    const tray = journal.state().openTray;
    const { idRequired } = settings.current();
    const asked = idRequired === 'always' || (idRequired === 'tray' && tray !== null);
    if (asked && identity.serial === undefined && identity.instrument === undefined)
      throw new LoupeError('id-required', {});
    return tray === null ? identity : { ...identity, tray: tray.name };
  };

  const holdsLease = (session: Session) => {
    const lease = sessions.lease();
    if (lease && lease.session !== session.id) throw new LoupeError('lease-held', { by: lease.person });
  };

  const changeSettings = async (wanted: SettingsChange, session: Session): Promise<Settings> => {
    const changes = await settings.change(wanted);
    if (changes.length > 0)
      await journal.append('settings.changed', { changes: [...changes] }, actor(session));
    // A change whose line could not be written is no change the next time: its policy is told all the same.
    await tellPolicy(journal, settings, actor(session));
    return settings.current();
  };

  return os.router({
    station: {
      about: os.station.about.handler(({ context }) => ({
        stationId: rooms.about.stationId,
        journalId: journal.journalId,
        app: rooms.about.app,
        format: 1,
        host: rooms.about.runtime,
        session: context.session.id,
      })),
      status: os.station.status.handler(({ signal }) => rooms.status.follow(signal)),
      settings: os.station.settings.handler(() => settings.current()),
      changeSettings: os.station.changeSettings.handler(({ input, context }) =>
        changeSettings(input, context.session),
      ),
      lease: os.station.lease.handler(({ input, context }) => ({
        held: sessions.claim(context.session, input.take),
      })),
      releaseLease: os.station.releaseLease.handler(({ context }) => sessions.release(context.session)),
      apiTokens: apiTokenHandlers(rooms, actor),
    },

    updates: {
      watch: os.updates.watch.handler(({ signal }) => rooms.updates.follow(signal)),
      check: os.updates.check.handler(() => rooms.updates.check()),
      install: os.updates.install.handler(({ context }) => rooms.updates.install(actor(context.session))),
    },

    devices: {
      watch: os.devices.watch.handler(({ signal }) => rooms.devices.follow(signal)),
    },

    people: personHandlers(rooms, actor),

    inspection: {
      judge: os.inspection.judge.handler(async ({ input, context, signal }) => {
        const { session } = context;
        holdsLease(session);
        const identity = identify(input.identity);
        const { frame, trigger, triggered, fault } = input;
        const by = actor(session);
        const sent = frames.get(frame);
        return inspection.judge({ sent, identity, trigger, triggered, fault, by, signal });
      }),
      tryPicture: os.inspection.tryPicture.handler(async ({ input, context, signal }) => {
        const { record, ...file } = input;
        const by = actor(context.session);
        const wanted = record ? { by, through: '' } : null;
        const { result, maps, type } = await tries.judge({ ...file, record: wanted, signal });
        return {
          result,
          maps: maps.map(({ file: map, width, height, onFrame: [x, y, w, h] }) => ({
            ...{ width, height, bytes: map },
            onFrame: [x, y, w, h] as [number, number, number, number],
          })),
          shown: type === 'tiff' ? await tries.show(file.bytes, file.page) : null,
        };
      }),
      get: os.inspection.get.handler(({ input }) => find(input.id)),
      correctIdentity: os.inspection.correctIdentity.handler(async ({ input, context }) => {
        const { id } = await find(input.id);
        await journal.append(
          'identity.corrected',
          { inspection: id, identity: input.identity },
          actor(context.session),
        );
      }),
      dispose: os.inspection.dispose.handler(async ({ input, context }) => {
        const { id } = await find(input.id);
        await journal.append(
          'disposition.set',
          { inspection: id, disposition: input.disposition },
          actor(context.session),
        );
      }),
      requestReview: os.inspection.requestReview.handler(async ({ input, context }) => {
        const { id } = await find(input.id);
        await journal.append('review.requested', { inspection: id, why: input.why }, actor(context.session));
      }),
      openTray: os.inspection.openTray.handler(async ({ input, context }) => {
        const open = journal.state().openTray;
        if (open) throw new LoupeError('tray-open', { undecided: open.undecided.length });
        await journal.append('tray.opened', { tray: input.tray }, actor(context.session));
        rooms.camera.beginLot();
      }),
      closeTray: os.inspection.closeTray.handler(async ({ context }) => {
        const open = journal.state().openTray;
        if (!open) throw new LoupeError('not-found', { what: 'tray', id: 'open' });
        if (open.undecided.length > 0)
          throw new LoupeError('tray-open', { undecided: open.undecided.length });
        const closed = { tray: open.name, inspections: open.inspected };
        await journal.append('tray.closed', closed, actor(context.session));
      }),
    },

    camera: {
      setup: os.camera.setup.handler(() => rooms.camera.setup()),
      saveSetup: os.camera.saveSetup.handler(({ input, context }) =>
        rooms.camera.save(input, actor(context.session)),
      ),
      report: os.camera.report.handler(({ input, context }) => {
        holdsLease(context.session);
        return rooms.camera.report(input);
      }),
      use: os.camera.use.handler(({ context }) => rooms.camera.use(actor(context.session))),
      setReference: os.camera.setReference.handler(({ input, context }) => {
        const { frame, ...references } = input;
        return rooms.camera.setReference(frames.get(frame).frame, references, actor(context.session));
      }),
      forget: os.camera.forget.handler(({ context }) => rooms.camera.forget(actor(context.session))),
    },

    folder: {
      watch: os.folder.watch.handler(({ signal }) => rooms.folder.follow(signal)),
      picture: os.folder.picture.handler(({ input }) => rooms.folder.picture(input.id)),
      judge: os.folder.judge.handler(({ input, context, signal }) => {
        holdsLease(context.session);
        const identity = identify(input.identity);
        return rooms.folder.judge({ ...input, identity, by: actor(context.session), signal });
      }),
    },

    journal: {
      read: os.journal.read.handler(({ input }) =>
        journals.of(input.station).read(input.after, input.limitBytes),
      ),
      said: os.journal.said.handler(({ input }) => saidOfOthers(journals.of(input.station), input)),
      watch: os.journal.watch.handler(({ signal }) => rooms.heads.follow(signal)),
      line: os.journal.line.handler(({ input }) => journals.of(input.station).line(input.seq)),
      verify: os.journal.verify.handler(async function* () {
        for await (const check of journal.verify())
          yield { ...check, problems: check.problems.map((problem) => ({ ...problem })) };
      }),
    },

    images: {
      read: os.images.read.handler(({ input }) => rooms.registry.far.get(input.sha256)),
      preview: os.images.preview.handler(({ input }) =>
        rooms.previews.preview(input.sha256, input.width, input.page),
      ),
    },

    datasets: datasetHandlers(rooms, actor),
    training: trainingHandlers(rooms.training, actor),
    samples: sampleHandlers(rooms, actor),
    review: reviewHandlers(rooms.review, actor, changeSettings),
    evaluations: evaluationHandlers(rooms.evaluations, actor),
    ...registryHandlers(rooms.registry, actor),
    quickTeach: quickTeachHandlers({ room: rooms.quickTeach, frames, actor, holdsLease }),

    models: modelHandlers(rooms, actor, (id) => frames.get(id).frame),
  });
}
