import type { Fleet } from '../../electron/contract/fleet.ts';
import type { Watch } from '../client/use-followed.ts';

/** The stations of the registry; it is asked anew while somebody watches. */
export const watchFleet: Watch<Fleet> = (client, signal) => client.fleet.watch(undefined, { signal });
