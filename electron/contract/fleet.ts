import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { modelName } from '../../ml/package/manifest.ts';
import { serialSchema } from '../../ml/package/promotion.ts';
import { sha256 } from './digest.ts';
import { stationId } from './events.ts';
import { admin } from './procedure.ts';
import { cameraStateSchema } from './setup.ts';
import { trustedKeySchema } from './trusted-key.ts';

// All stations of one registry: what each says of itself, whose word that is, and what an admin wants of it.

const text = z.string().max(500);
const version = z.number().int().min(1);
const count = z.number().int().min(0);

/** What a station says of itself, at each of its polls. A newer Loupe may say more: that is passed over. */
export const stationReportSchema = z.object({
  format: z.literal(1),
  station: stationId,
  app: text,
  /** Every key it ever signed with, the present one last; DER (SPKI), base64. */
  publicKeys: z.array(z.string().max(200)).min(1).max(50),
  /** By its own clock. */
  at: z.iso.datetime(),
  /** `sealed`: its last line that others can have; those after it are in the open segment. */
  journal: z.object({
    id: z.string().max(64),
    head: z.object({ seq: count, hash: text }),
    sealed: count.exactOptional(),
  }),
  running: z.object({ name: text, version, sha256, since: z.iso.datetime() }).nullable(),
  /** The newest promotion that it believes; null while none was seen. */
  wanted: z.object({ name: modelName, version, serial: serialSchema }).nullable(),
  /** Why it follows nothing; null: it does. */
  held: text.nullable(),
  /** Of each of these models it follows no other version. */
  pinned: z.array(z.object({ name: modelName, version })).max(100),
  /** Things that it has not sent yet, and those that the registry will not have. */
  waiting: count,
  parked: count,
  disk: z.object({ freeBytes: z.number().min(0), ok: z.boolean() }),
  camera: cameraStateSchema.shape.phase,
  /** What was promoted and does not run there, and why. */
  refused: z.object({ name: text, version: count, why: text }).nullable(),
  /** What keeps it from following or from telling others; null: nothing. */
  problem: text.nullable(),
  /** The serial of the last order that it took; 0: none. */
  orders: count,
});
export type StationReport = z.infer<typeof stationReportSchema>;

/**
 * Whose word a report is. `own`: this station; `trusted`: signed with the key pinned for that station, or one an admin trusts; `new`: with one
 * that nobody here has trusted; `changed`: with another than was pinned for it, or with another station's.
 */
export const trusts = ['own', 'trusted', 'new', 'changed'] as const;
export type Trust = (typeof trusts)[number];

/** `pin` needs model and version, `unpin` a model, `rollback` both; `push` may name a model that the station does not judge with yet. */
export const orders = ['hold', 'release', 'pin', 'unpin', 'rollback', 'push'] as const;

/** What an admin wants of a station, wherever it stands. */
const wish = z.object({
  station: stationId,
  order: z.enum(orders),
  model: modelName.exactOptional(),
  version: version.exactOptional(),
  reason: z.string().trim().min(1).max(500),
});
export type OrderWish = z.infer<typeof wish>;

/** The same as it lies in the registry, signed: serials of one station only grow, and it takes none that is not higher than the last. */
export const orderSchema = wish.extend({
  format: z.literal(1),
  serial: serialSchema,
  by: z.string().min(1).max(100),
});
export type Order = z.infer<typeof orderSchema>;

/** Why what others can have of its journal is not all here; `parted`: it was restored, or somebody else writes in its name. */
export const copyProblems = [
  ...(['not-trusted', 'key-changed', 'no-report', 'refused', 'missing', 'parted', 'stopped'] as const),
] as const;

export const fleetStationSchema = z.object({
  station: stationId,
  /** As the admin called it when they trusted it; '' for one without a name. */
  name: z.string(),
  trust: z.enum(trusts),
  /** Of the key that signed the report, to be compared with what the station shows: 16 hex digits in fours. */
  fingerprint: z.string(),
  keyId: z.string(),
  /** The last that is known; of one that is `new` or `changed` nothing in it is believed. null: none that can be read, see `problem`. */
  report: stationReportSchema.nullable(),
  /** When that report came, by the clock here: a station's own may be wrong. null: before anybody here looked. */
  heard: z.iso.datetime().nullable(),
  /** Why its newest report is not the one shown. */
  problem: z.string().nullable(),
  /** What is here of its journal: its last line, and why that does not grow; null: it is this station, or nothing was asked of it yet. */
  copy: z
    .object({
      seq: count,
      problem: z.object({ code: z.enum(copyProblems), why: z.string() }).nullable(),
    })
    .nullable(),
  /** Orders that lie there and it has not taken yet, oldest first. */
  orders: z.array(orderSchema.pick({ order: true, model: true, version: true, serial: true, reason: true })),
});
export type FleetStation = z.infer<typeof fleetStationSchema>;

/** Every station that is known, this one first, then by name; sent whole, newest wins. */
export const fleetSchema = z.object({
  stations: z.array(fleetStationSchema),
  /** When the registry was last asked with success; null: it was not, and all but this station is what was known before. */
  asked: z.iso.datetime().nullable(),
  /** Why it could not be asked last. */
  problem: z.string().nullable(),
  /** There is a registry that other stations can see. */
  shared: z.boolean(),
});
export type Fleet = z.infer<typeof fleetSchema>;

export const fleetEntryKinds = [
  ...(['activated', 'refused', 'held', 'released', 'pinned', 'unpinned'] as const),
  ...(['rollback', 'push', 'order-refused'] as const),
] as const;

/** What changed on a station, oldest first: what it judges with, what it refused, and who steered it. */
export const fleetEntrySchema = z.object({
  at: z.iso.datetime(),
  kind: z.enum(fleetEntryKinds),
  model: z.string().nullable(),
  version: z.number().int().nullable(),
  why: z.string(),
  /** Id of the person here, or `system`; of an order, who gave it. */
  by: z.string(),
  /** Of the promotion or the order that was followed. */
  serial: z.number().int().nullable(),
});
export type FleetEntry = z.infer<typeof fleetEntrySchema>;

export const fleetProcedures = {
  /** Asked anew every 30 s while somebody follows. */
  watch: admin.output(eventIterator(fleetSchema)),
  /**
   * This station does it at once (`serial` null); another at its next poll. `rollback` goes back to an older version there alone,
   * and pins it; `push` has it look and try again now, also what it refused. @throws `bad-input`, `not-found`, `registry-unreachable` …
   */
  order: admin.input(wish).output(z.object({ serial: serialSchema.nullable() })),
  /** Pins the key that signed a station's report for that station, under a name. @throws `not-found` when it is signed with another by now, `conflict` */
  trust: admin
    .input(
      z.object({
        station: stationId,
        keyId: trustedKeySchema.shape.keyId,
        name: trustedKeySchema.shape.name,
      }),
    )
    .output(trustedKeySchema),
  /**
   * Its journal parted: the one that it goes on in is followed from its beginning, the other is left. What was here is kept.
   * @throws `conflict` where nothing parted, `registry-unreachable` …
   */
  followAnew: admin.input(z.object({ station: stationId, reason: wish.shape.reason })),
  /** The last 100; null for another station whose journal is not followed here. */
  timeline: admin.input(z.object({ station: stationId })).output(z.array(fleetEntrySchema).nullable()),
};
