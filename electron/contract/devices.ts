import { z } from 'zod';

// What the device watcher says to the host, and the host to the screens.

/** What a USB string descriptor may hold is 126 characters. */
const name = z.string().max(126).nullable();
const number16 = z.number().int().min(0).max(0xffff);

/** A camera as it names itself on the bus. Two of one make and without serial numbers differ by their port only. */
export const usbCameraSchema = z.strictObject({
  vendor: number16,
  product: number16,
  /** Null where the camera has none. */
  serial: name,
  manufacturer: name,
  name,
  /** Where it is plugged in, bus and hub ports: `1-2.4`. */
  port: z.string().max(64),
});
export type UsbCamera = z.infer<typeof usbCameraSchema>;

const pluggedSchema = usbCameraSchema.extend({
  /** One plugging-in: the same camera, plugged in again, has another. */
  id: z.string().min(1).max(200),
  /** False where the system tells only that it is made of several parts, as cameras are, and not what the parts are. */
  certain: z.boolean(),
});
/** A camera that is plugged in. */
export type PluggedCamera = z.infer<typeof pluggedSchema>;

const camerasMost = 100;

/** Every message of the device watcher. What it sees comes from whatever is plugged in, so the host checks it. */
export const devicesSaidSchema = z.discriminatedUnion('say', [
  /** USB cannot be watched here: a machine without a bus, most often. */
  z.strictObject({ say: z.literal('none'), why: z.string().max(500) }),
  /** All cameras there are. Events can be missed; this is what holds. */
  z.strictObject({ say: z.literal('list'), cameras: z.array(pluggedSchema).max(camerasMost) }),
  z.strictObject({ say: z.literal('attached'), camera: pluggedSchema }),
  z.strictObject({ say: z.literal('detached'), id: pluggedSchema.shape.id }),
]);
export type DevicesSaid = z.infer<typeof devicesSaidSchema>;

/** The USB cameras; sent whole, newest wins. */
export const devicesSchema = z.object({
  /** `no-bus`: nothing can be known here, and nothing is wrong; `restarting`: the watcher died, the cameras are those it knew. */
  phase: z.enum(['starting', 'watching', 'no-bus', 'restarting']),
  /** In words, for `no-bus` and `restarting`. */
  why: z.string().optional(),
  cameras: z.array(pluggedSchema),
});
export type Devices = z.infer<typeof devicesSchema>;
