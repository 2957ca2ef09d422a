import type { StationReport } from '../../contract/fleet.ts';
import type { Status } from '../../contract/station.ts';
import { createDatasetReader } from '../datasets/store.ts';
import { causeOf } from '../durable.ts';
import type { KeptAnswers } from '../evaluations/kept.ts';
import type { Evaluations } from '../evaluations/evaluations.ts';
import type { Images } from '../images/images.ts';
import type { Journal } from '../journal/journal.ts';
import type { Drafts } from '../models/drafts.ts';
import type { Models } from '../models/models.ts';
import type { TrustedKeys } from '../models/trusted-keys.ts';
import type { Platform } from '../platform.ts';
import type { SettingsStore } from '../settings.ts';
import type { Station } from '../station.ts';
import { openAccessRoom, type AccessRoom } from './access/access-room.ts';
import { createAdopting, type Adopting } from './adopt.ts';
import { openConnections, whileConnected, type Connected } from './access/connection.ts';
import { openDelivered } from './delivery/delivered.ts';
import { openDelivery, type Delivery } from './delivery/delivery.ts';
import { openFleet, type FleetRoom } from './fleet/fleet.ts';
import { createFarPictures, type FarPictures } from './following/far-pictures.ts';
import type { Followed, FollowedStore } from './following/followed.ts';
import { openFollower, type Follower } from './following/follower.ts';
import { createIdentify } from './following/known.ts';
import { createPromotions, type Promotions } from './promotion/promotions.ts';
import type { Rooms } from './sending/parcels.ts';
import type { Registry } from './registry.ts';
import type { Runs } from './runs.ts';
import { openSender, type Sender } from './sending/sender.ts';
import { registryStatus, watchReturn } from './sending/status.ts';
import { registerWithTraining } from './sending/with-training.ts';

/** All that a station has to do with its registry: what it sends there, what it fetches from there, and what is promoted. */
export interface RegistryRoom {
  readonly access: AccessRoom;
  readonly sending: Connected<Sender>;
  readonly following: Connected<Follower>;
  /** What others wrote, as far as it is here. */
  readonly followed: Followed;
  readonly far: FarPictures;
  readonly promotions: Promotions;
  readonly adopting: Adopting;
  readonly delivery: Delivery;
  readonly fleet: FleetRoom;
  status(): Status['registry'];
  /** Calls back when the status has changed. */
  watch(listener: () => void): void;
  /** Nothing is sent, fetched or taken over any more from when it is called; nothing is under way any more when it resolves. */
  close(): Promise<void>;
}

export interface RegistryDeps {
  readonly platform: Platform;
  readonly app: string;
  readonly settings: Pick<SettingsStore, 'current' | 'watch'>;
  readonly station: Station;
  readonly journal: Journal;
  readonly followed: FollowedStore;
  readonly images: Images;
  readonly models: Models;
  readonly drafts: Drafts;
  readonly trustedKeys: TrustedKeys;
  readonly training: Rooms['training'];
  readonly evaluations: Evaluations;
  readonly kept: KeptAnswers;
  /** What others are told of this station beside. */
  readonly facts: () => Pick<StationReport, 'disk' | 'camera'>;
  /** Whether it follows other stations, and what is promoted, by itself. */
  readonly serves: boolean;
}

/** Opens what works with the registry in force. It sends and follows from now on; deliveries begin with `delivery.begin`. */
export async function openRegistryRoom(deps: RegistryDeps): Promise<RegistryRoom> {
  const { platform, app, settings, station, journal, followed, images } = deps;
  const { models, drafts, trustedKeys, training, evaluations, kept, serves } = deps;
  const { clock, files, log } = platform;
  const { stationId } = station;
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((listener) => listener());

  const connections = await openConnections(platform, settings);
  connections.watch(changed);
  const registering = (to: { readonly runs: Runs; readonly registry: Registry }): Registry => ({
    ...to.registry,
    register: registerWithTraining(to, { stationId, training }),
  });
  const registry = () => registering(connections.current());
  const delivered = await openDelivered(files, journal, () => connections.current().id);
  const promotions = createPromotions({
    ...{ platform, journal, station, models, evaluations, delivered, registry },
    rules: () => ({ gate: settings.current().promotionGate, margin: settings.current().promotionMargin }),
  });
  const delivery = await openDelivery({
    ...{ platform, app, journal, station, models, promotions, delivered, connections, serves, changed },
    orderers: () => trustedKeys.keys(),
    facts: () => {
      const { waiting, parked } = status();
      return { waiting, parked, ...deps.facts() };
    },
  });
  const sending = whileConnected(
    connections,
    async (connection) => {
      const { runs, id: registryId } = connection;
      const sender = await openSender({
        ...{ platform, journal, images, training, evaluations: kept, others: followed },
        ...{ runs, registry: registering(connection), registryId },
        datasets: createDatasetReader(files),
        packages: { open: async (sha256) => ({ files: await models.files(sha256), tags: {} }) },
        bytesPerSecond: () => settings.current().registryBytesPerSecond,
      });
      sender.watch(changed);
      // Whoever waits after failures hears of it from whoever got through first.
      watchReturn(sender, () => {
        if (delivery.trouble() !== null) delivery.wake();
      });
      return sender;
    },
    (error) => log({ level: 'error', what: 'nothing is sent to the registry', cause: causeOf(error) }),
  );
  const status = () => registryStatus(connections.current(), sending.current(), delivery.trouble());
  const following = whileConnected(
    connections,
    async ({ runs }) =>
      openFollower({
        ...{ platform, followed, runs, own: stationId },
        identify: createIdentify({ runs, own: station, keys: trustedKeys.keys, clock }),
        // What others wrote never takes the room that captures need.
        hasRoom: async (bytes) => (await files.freeBytes()) - bytes > 2 * settings.current().diskFloorBytes,
      }),
    (error) => log({ level: 'error', what: 'other stations are not followed', cause: causeOf(error) }),
    serves,
  );
  const far = createFarPictures({
    ...{ platform, journal, images, followed },
    runs: () => (connections.current().own ? null : connections.current().runs),
  });
  const fleet = await openFleet({
    ...{ platform, journal, station, trustedKeys, connections, delivery },
    ...{ followed, follower: following.current },
  });
  const access = await openAccessRoom({
    ...{ platform, stationId, journal, settings, connections, delivery },
    ...{ sender: sending.current, follower: following.current },
  });

  return {
    ...{ access, sending, following, followed, far, promotions },
    adopting: createAdopting({ registry, drafts }),
    ...{ delivery, fleet, status },
    watch: (listener) => void listeners.add(listener),
    async close() {
      promotions.close();
      fleet.close();
      const ended = Promise.all([sending.close(), following.close(), far.close(), delivery.close()]);
      // What is under way ends with the connection.
      connections.close();
      await ended;
    },
  };
}
