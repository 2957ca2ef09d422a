import { LoupeError } from '../contract/errors.ts';
import { parseEvent, type Identity } from '../contract/events.ts';
import type { Actor } from '../contract/people.ts';
import { os, type Handlers, type Session } from '../contract/server.ts';
import type { Inspection } from '../contract/inspection.ts';
import type { Status } from '../contract/station.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { ApiTokens } from './accounts/api-tokens.ts';
import { datasetHandlers, type DatasetRooms } from './datasets/procedures.ts';
import type { CameraRoom } from './devices/camera.ts';
import type { DeviceWatcher } from './devices/watcher.ts';
import type { FolderCamera } from './folder/folder.ts';
import type { Frames } from './frames/frames.ts';
import type { Images } from './images/images.ts';
import { inspectionOf, type InspectionRoom } from './inspection/inspection.ts';
import type { Tries } from './inspection/try.ts';
import type { Previews } from './images/previews.ts';
import type { Journal } from './journal/journal.ts';
import type { Latest } from './latest.ts';
import type { Drafts } from './models/drafts.ts';
import type { Models } from './models/models.ts';
import type { TrustedKeys } from './models/trusted-keys.ts';
import type { Sessions } from './sessions.ts';
import type { SettingsStore } from './settings.ts';
import { evaluationHandlers } from './evaluations/handlers.ts';
import type { Evaluations } from './evaluations/evaluations.ts';
import { quickTeachHandlers } from './training/quick/handlers.ts';
import type { QuickTeachRoom } from './training/quick/quick-teach.ts';
import type { Training } from './training/training.ts';
import { trainingHandlers } from './training/handlers.ts';
import type { UpdatesRoom } from './updates.ts';

export interface Rooms extends DatasetRooms {
  readonly about: { readonly stationId: string; readonly app: string; readonly runtime: string };
  readonly journal: Journal;
  readonly images: Images;
  readonly previews: Previews;
  readonly models: Models;
  readonly trustedKeys: TrustedKeys;
  readonly drafts: Drafts;
  readonly frames: Frames;
  readonly camera: CameraRoom;
  readonly folder: FolderCamera;
  readonly devices: DeviceWatcher;
  readonly updates: UpdatesRoom;
  readonly inspection: InspectionRoom;
  readonly tries: Tries;
  readonly training: Training;
  readonly evaluations: Evaluations;
  readonly quickTeach: QuickTeachRoom;
  readonly accounts: Accounts;
  readonly apiTokens: ApiTokens;
  readonly settings: SettingsStore;
  readonly sessions: Sessions;
  readonly status: Latest<Status>;
  readonly head: Latest<{ journal: string; station: string; head: number }>;
}

/** The contract, answered by the rooms. What a procedure means stands in the contract; what it takes stands here. */
export function createRouter(rooms: Rooms): Handlers {
  const { journal, images, inspection, models, drafts, tries, accounts, apiTokens, settings, sessions } =
    rooms;
  const actor = (session: Session): Actor => {
    const { id, role } = session.person();
    return { id, role };
  };

  const find = async (id: string): Promise<Inspection> => {
    const [station, seq] = id.split('-');
    const missing = () => new LoupeError('not-found', { what: 'inspection', id });
    if (station !== journal.stationId) throw missing();
    const event = parseEvent((await journal.line(Number(seq))).line);
    if (event?.kind !== 'inspection.recorded') throw missing();
    return inspectionOf(journal.stationId, event);
  };

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
      changeSettings: os.station.changeSettings.handler(async ({ input, context }) => {
        const changes = await settings.change(input);
        if (changes.length > 0)
          await journal.append('settings.changed', { changes: [...changes] }, actor(context.session));
        return settings.current();
      }),
      lease: os.station.lease.handler(({ input, context }) => ({
        held: sessions.claim(context.session, input.take),
      })),
      releaseLease: os.station.releaseLease.handler(({ context }) => sessions.release(context.session)),
      apiTokens: {
        list: os.station.apiTokens.list.handler(() => [...apiTokens.list()]),
        create: os.station.apiTokens.create.handler(async ({ input, context }) => {
          const made = await apiTokens.create(input.name);
          const change = { token: made.id, name: made.name, change: 'created' } as const;
          await journal.append('api-token.changed', change, actor(context.session));
          return made;
        }),
        revoke: os.station.apiTokens.revoke.handler(async ({ input, context }) => {
          const { id, name } = await apiTokens.revoke(input.id);
          const change = { token: id, name, change: 'revoked' } as const;
          await journal.append('api-token.changed', change, actor(context.session));
        }),
      },
    },

    updates: {
      watch: os.updates.watch.handler(({ signal }) => rooms.updates.follow(signal)),
      check: os.updates.check.handler(() => rooms.updates.check()),
      install: os.updates.install.handler(({ context }) => rooms.updates.install(actor(context.session))),
    },

    devices: {
      watch: os.devices.watch.handler(({ signal }) => rooms.devices.follow(signal)),
    },

    people: {
      list: os.people.list.handler(() => [...accounts.list()]),
      me: os.people.me.handler(({ context }) => context.session.person()),
      signIn: os.people.signIn.handler(async ({ input, context }) => {
        const person = await accounts.signIn(input.person, input.pin);
        sessions.get(context.session).actAs(person);
        await journal.append('person.signed-in', { person: person.id }, { id: person.id, role: person.role });
        return person;
      }),
      signOut: os.people.signOut.handler(async ({ context }) => {
        const person = sessions.get(context.session).signOut();
        await journal.append('person.signed-in', { person: person.id }, { id: person.id, role: person.role });
        return person;
      }),
      add: os.people.add.handler(async ({ input, context }) => {
        const person = await accounts.add(input);
        const change = { person: person.id, change: 'added', role: person.role } as const;
        await journal.append('people.changed', change, actor(context.session));
        return person;
      }),
      remove: os.people.remove.handler(async ({ input, context }) => {
        const person = accounts.find(input.person);
        if (!person) throw new LoupeError('not-found', { what: 'person', id: input.person });
        await accounts.remove(person.id);
        const change = { person: person.id, change: 'removed', role: person.role } as const;
        await journal.append('people.changed', change, actor(context.session));
      }),
    },

    inspection: {
      judge: os.inspection.judge.handler(async ({ input, context, signal }) => {
        const { session } = context;
        holdsLease(session);
        const identity = identify(input.identity);
        const sent = rooms.frames.get(input.frame);
        if (!sent) throw new LoupeError('frame-missing', { frame: input.frame });
        const { trigger, triggered, fault } = input;
        return inspection.judge({ sent, identity, trigger, triggered, fault, by: actor(session), signal });
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
        const sent = rooms.frames.get(frame);
        if (!sent) throw new LoupeError('frame-missing', { frame });
        return rooms.camera.setReference(sent.frame, references, actor(context.session));
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
      read: os.journal.read.handler(({ input }) => journal.read(input.after, input.limitBytes)),
      watch: os.journal.watch.handler(({ signal }) => rooms.head.follow(signal)),
      line: os.journal.line.handler(({ input }) => journal.line(input.seq)),
      verify: os.journal.verify.handler(async function* () {
        for await (const check of journal.verify())
          yield { ...check, problems: check.problems.map((problem) => ({ ...problem })) };
      }),
    },

    images: {
      read: os.images.read.handler(({ input }) => images.get(input.sha256)),
      preview: os.images.preview.handler(({ input }) =>
        rooms.previews.preview(input.sha256, input.width, input.page),
      ),
    },

    datasets: datasetHandlers(rooms, actor),
    training: trainingHandlers(rooms.training, actor),
    evaluations: evaluationHandlers(rooms.evaluations, actor),
    quickTeach: quickTeachHandlers({ room: rooms.quickTeach, frames: rooms.frames, actor, holdsLease }),

    models: {
      list: os.models.list.handler(() => models.list()),
      previous: os.models.previous.handler(async () => [...(await models.previous())]),
      activate: os.models.activate.handler(({ input, context }) =>
        models.activate(input.sha256, input.why, actor(context.session)),
      ),
      examine: os.models.examine.handler(({ input, signal }) => drafts.examine(input, signal)),
      tryDraft: os.models.tryDraft.handler(({ input, signal }) => {
        const sent = rooms.frames.get(input.frame);
        if (!sent) throw new LoupeError('frame-missing', { frame: input.frame });
        return drafts.judge(input, sent.frame, signal);
      }),
      wrap: os.models.wrap.handler(({ input, context }) => drafts.wrap(input, actor(context.session))),
      install: os.models.install.handler(({ input, context }) =>
        models.install(new Map(input.files.map(({ path, bytes }) => [path, bytes])), actor(context.session)),
      ),
      trust: {
        list: os.models.trust.list.handler(() => ({
          own: rooms.trustedKeys.own,
          keys: [...rooms.trustedKeys.list()],
        })),
        add: os.models.trust.add.handler(async ({ input, context }) => {
          const added = await rooms.trustedKeys.add(input.name, input.pem);
          const change = { key: added.keyId, name: added.name, change: 'added' } as const;
          await journal.append('trusted-key.changed', change, actor(context.session));
          return added;
        }),
        remove: os.models.trust.remove.handler(async ({ input, context }) => {
          const used = (await models.list()).find(({ active, keyId }) => active && keyId === input.keyId);
          if (used !== undefined)
            throw new LoupeError('conflict', {
              what: `${used.manifest.name} version ${used.manifest.version} is in use and signed with that key; put another package in use first`,
            });
          const { keyId, name } = await rooms.trustedKeys.remove(input.keyId);
          const change = { key: keyId, name, change: 'removed' } as const;
          await journal.append('trusted-key.changed', change, actor(context.session));
        }),
      },
    },
  });
}
