import { z } from 'zod';
import { sha256 } from './digest.ts';

// A setup: camera, settings, calibration. Immutable, hashed, named in every inspection of that camera.

const text = z.string().max(500);

/** What a camera's USB device says of itself. */
export const usbIdentitySchema = z.strictObject({
  vendor: z.number().int().min(0).max(0xffff),
  product: z.number().int().min(0).max(0xffff),
  /** Null where the camera has none. */
  serial: z.string().min(1).max(126).nullable(),
  /** Where it is plugged in, bus and hub ports: `1-2.4`. Null where nobody knows. */
  port: z.string().max(64).nullable(),
});
export type UsbIdentity = z.infer<typeof usbIdentitySchema>;

/** Which camera. */
export const cameraIdentitySchema = z.strictObject({
  /** As the browser names it. */
  label: text.min(1),
  /** As the browser tells two of one label apart; it changes between origins, ports and versions. */
  deviceId: text,
  /** Null where no device watcher saw it. Reports and new setups may leave it null: the station asks its own watcher. */
  usb: usbIdentitySchema.nullable(),
});
export type CameraIdentity = z.infer<typeof cameraIdentitySchema>;

const settingValue = z.union([z.number(), z.string().max(40)]);
export type SettingValue = z.infer<typeof settingValue>;

const setting = z.strictObject({
  /** Null: nobody asked for one, the camera's own was taken. */
  asked: settingValue.nullable(),
  /** What the camera said after it was asked. */
  read: settingValue,
  /** A locked one must read the same before every lot and after every reopen. */
  locked: z.boolean(),
});
const side = setting.extend({ read: z.number().int().min(1).max(16_384), locked: z.literal(true) });
const own = setting.optional();

/** The settings of a camera by the browser's names (MediaTrackSettings); one that it does not have is absent. */
const settingsSchema = z.strictObject({
  width: side,
  height: side,
  frameRate: own,
  exposureMode: own,
  /** In units of 100 µs. */
  exposureTime: own,
  exposureCompensation: own,
  /** The gain. */
  iso: own,
  whiteBalanceMode: own,
  /** In kelvin. */
  colorTemperature: own,
  focusMode: own,
  /** In metres. */
  focusDistance: own,
  brightness: own,
  contrast: own,
  saturation: own,
  sharpness: own,
  pan: own,
  tilt: own,
  zoom: own,
});
const settingName = settingsSchema.keyof();
export type SettingName = z.infer<typeof settingName>;
export const settingNames: readonly SettingName[] = settingName.options;

/** What the camera says its settings are now. */
export const readBackSchema = z.partialRecord(settingName, settingValue);
export type ReadBack = z.infer<typeof readBackSchema>;

/** [x, y, width, height] in pixels of the frame. */
export const areaSchema = z.tuple([
  z.number().int().min(0),
  z.number().int().min(0),
  z.number().int().min(8),
  z.number().int().min(8),
]);
export type Area = z.infer<typeof areaSchema>;

/** What pictures of this setup are held against. Null: not known, not checked. */
export const calibrationSchema = z.strictObject({
  mmPerPixel: z.number().positive().max(100).nullable(),
  /** Mean luminance (0 to 255) of a grey patch that is always in view. A picture whose patch is off by more than 3 % is not judged. */
  grey: z.strictObject({ area: areaSchema, level: z.number().min(0).max(255) }).nullable(),
  /**
   * Focus measure (ml/image/meters) of a part of the picture that never changes, a printed mark for instance. A picture that falls more
   * than 15 % below is not judged.
   */
  focus: z.strictObject({ area: areaSchema, measure: z.number().positive() }).nullable(),
  /** Shares (0 to 1) of pixels at the dark and the bright end. A picture with 0.1 more at either end is not judged. */
  exposure: z.strictObject({ low: z.number().min(0).max(1), high: z.number().min(0).max(1) }).nullable(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

export const setupSchema = z
  .strictObject({
    format: z.literal(1),
    camera: cameraIdentitySchema,
    settings: settingsSchema,
    calibration: calibrationSchema,
  })
  .refine(
    ({ settings: { width, height }, calibration: { grey, focus } }) =>
      [grey, focus].every((held) => {
        if (held === null) return true;
        const [x, y, wide, high] = held.area;
        return x + wide <= width.read && y + high <= height.read;
      }),
    'areas lie within the picture',
  );
export type Setup = z.infer<typeof setupSchema>;

/** A setup and the SHA-256 of its canonical JSON, by which inspections name it. */
export const namedSetupSchema = z.object({ sha256, setup: setupSchema });
export type NamedSetup = z.infer<typeof namedSetupSchema>;

/** What the window that has the camera open says of it: after every opening, before every lot, and when `status.camera.phase` is `unread`. */
export const cameraReportSchema = z.strictObject({
  camera: cameraIdentitySchema,
  /** Of this opening of the camera: another after every reopen. Frames carry it too. */
  track: z.string().min(1).max(100),
  read: readBackSchema,
});
export type CameraReport = z.infer<typeof cameraReportSchema>;

/** A locked setting that does not read as it did; `now` is null where the camera no longer names it. */
export const differenceSchema = z.object({
  setting: settingName,
  setup: settingValue,
  now: settingValue.nullable(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** Whether pictures of a camera can be judged, and why not. The demo scene, folders and files have no setup and are always judged. */
export const cameraStateSchema = z.object({
  /**
   * `unbound`: the station has no setup, any camera is judged; `unread`: it has one, and nobody has read the camera since it was opened
   * or the lot began; `other`: another camera answers; `unlike`: it is the bound one and its settings differ; `ready`: it is as the setup says.
   */
  phase: z.enum(['unbound', 'unread', 'other', 'unlike', 'ready']),
  /** Of the setup in force. */
  setup: sha256.nullable(),
  /** Label of the bound camera. */
  bound: text.nullable(),
  /** Label of the camera that answers, as it was reported last. */
  answers: text.nullable(),
  differences: z.array(differenceSchema),
});
export type CameraState = z.infer<typeof cameraStateSchema>;
