import {
  settingNames,
  type Calibration,
  type CameraIdentity,
  type ReadBack,
  type SettingName,
  type Setup,
} from '../../electron/contract/setup.ts';

/** What a setup asks of its camera: what was asked for, else what a locked setting read. */
export function askedOf(settings: Setup['settings']): ReadBack {
  const asked: ReadBack = {};
  for (const name of settingNames) {
    const setting = settings[name];
    const value = setting?.asked ?? (setting?.locked === true ? setting.read : null);
    if (value !== null && value !== undefined) asked[name] = value;
  }
  return asked;
}

/** What a person wants of a camera. */
export interface Wanted {
  readonly camera: CameraIdentity;
  readonly asked: ReadBack;
  readonly locked: ReadonlySet<SettingName>;
  readonly calibration: Calibration;
}

/**
 * The setup of a camera that was asked for something and read back.
 * @returns null when it does not say its width and height
 */
export function setupOf({ camera, asked, locked, calibration }: Wanted, read: ReadBack): Setup | null {
  const { width, height } = read;
  if (typeof width !== 'number' || typeof height !== 'number') return null;
  const side = (name: 'width' | 'height', value: number) =>
    ({ asked: asked[name] ?? null, read: value, locked: true }) as const;
  const others = Object.fromEntries(
    settingNames
      .filter((name) => name !== 'width' && name !== 'height' && read[name] !== undefined)
      .map((name) => [name, { asked: asked[name] ?? null, read: read[name], locked: locked.has(name) }]),
  ) as Partial<Setup['settings']>;
  const settings = { ...others, width: side('width', width), height: side('height', height) };
  return { format: 1, camera, settings, calibration };
}
