import {
  settingNames,
  type ReadBack,
  type SettingName,
  type SettingValue,
} from '../../electron/contract/setup.ts';

/** What a camera can be set to: a range, or the modes it has (MediaTrackCapabilities). */
export type Ability =
  { readonly min?: number; readonly max?: number; readonly step?: number } | readonly string[];
export type Abilities = Readonly<Partial<Record<SettingName, Ability>>>;

/** Of all that a track says of itself, what a setup speaks of. */
export function pick<T>(said: Readonly<Record<string, unknown>>): Partial<Record<SettingName, T>> {
  return Object.fromEntries(
    settingNames.filter((name) => said[name] !== undefined).map((name) => [name, said[name]]),
  ) as Partial<Record<SettingName, T>>;
}

/** What belongs together: a value holds only in its manual mode. */
const groups = [
  ['exposureMode', 'exposureTime', 'exposureCompensation'],
  ['iso'],
  ['whiteBalanceMode', 'colorTemperature'],
  ['focusMode', 'focusDistance'],
  ['brightness'],
  ['contrast'],
  ['saturation'],
  ['sharpness'],
  ['pan'],
  ['tilt'],
  ['zoom'],
] as const satisfies readonly (readonly SettingName[])[];

/** Size and rate of a track. The size is a wish and never a rescale: what the camera sends is what is recorded. */
export function sizeOf({ width = 1920, height = 1080, frameRate }: ReadBack): MediaTrackConstraints {
  // `resizeMode` is Chromium's.
  const own = { resizeMode: 'none' };
  return {
    ...own,
    width: { ideal: Number(width) },
    height: { ideal: Number(height) },
    ...(frameRate !== undefined && { frameRate: { ideal: Number(frameRate) } }),
  };
}

/** All that is asked of a track; null where there is nothing but its size. What the camera cannot do is not asked: its read-back tells. */
export function constraintsOf(asked: ReadBack, can: Abilities): MediaTrackConstraints | null {
  const advanced = groups
    .map((group) =>
      Object.fromEntries(group.filter((name) => name in asked && name in can).map((n) => [n, asked[n]])),
    )
    .filter((set) => Object.keys(set).length > 0);
  return advanced.length === 0 ? null : { ...sizeOf(asked), advanced };
}

/** A setting in the words of a photographer. */
export const settingWords: Readonly<Record<SettingName, string>> = {
  width: 'Width',
  height: 'Height',
  frameRate: 'Pictures a second',
  exposureMode: 'Exposure',
  exposureTime: 'Exposure time',
  exposureCompensation: 'Exposure compensation',
  iso: 'Gain',
  whiteBalanceMode: 'White balance',
  colorTemperature: 'Colour temperature',
  focusMode: 'Focus',
  focusDistance: 'Focus distance',
  brightness: 'Brightness',
  contrast: 'Contrast',
  saturation: 'Saturation',
  sharpness: 'Sharpness',
  pan: 'Pan',
  tilt: 'Tilt',
  zoom: 'Zoom',
};

/** `5.0 ms`, `4000 K`, `0.40 m`, `manual`. */
export function inUnits(name: SettingName, value: SettingValue | null): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return value;
  switch (name) {
    case 'width':
    case 'height':
      return `${value} px`;
    case 'frameRate':
      return `${Math.round(value * 10) / 10} a second`;
    case 'exposureTime':
      return `${(value / 10).toFixed(1)} ms`;
    case 'iso':
      return `ISO ${value}`;
    case 'colorTemperature':
      return `${value} K`;
    case 'focusDistance':
      return `${value.toFixed(2)} m`;
    default:
      return String(value);
  }
}
