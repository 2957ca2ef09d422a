import type { ReadBack, SettingName, Setup } from '../../../electron/contract/setup.ts';
import { inUnits, settingWords, type Abilities } from '../../camera/settings.ts';
import { shortLabel, type Found } from '../../camera/sources/which.ts';

/** What can be locked, and the mode that must be manual for it. */
export const locks = {
  exposureTime: 'exposureMode',
  iso: null,
  colorTemperature: 'whiteBalanceMode',
  focusDistance: 'focusMode',
} as const satisfies Partial<Record<SettingName, SettingName | null>>;
export type Lock = keyof typeof locks;
export const lockNames = Object.keys(locks) as readonly Lock[];

/** A camera's settings as the form shows them. */
export interface Shown {
  readonly camera: Found;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** The value that is locked; null where the camera sets it by itself. */
  readonly locked: Readonly<Record<Lock, number | null>>;
  /** What a pixel is long on the bench; null: nobody has measured it. */
  readonly mmPerPixel: number | null;
}
export type Draft = Partial<Omit<Shown, 'locked'>> & { readonly locked?: Partial<Shown['locked']> };

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** What holds now: the setup's where there is one, else what the open camera says. */
export function shownOf(camera: Found, read: ReadBack, setup: Setup | null): Shown {
  const settings = setup?.settings;
  const at = (name: SettingName) => number(settings?.[name]?.asked ?? settings?.[name]?.read ?? read[name]);
  const lock = (name: Lock) => (settings?.[name]?.locked === true ? at(name) : null);
  return {
    camera,
    width: at('width'),
    height: at('height'),
    frameRate: Math.round(at('frameRate')),
    locked: {
      exposureTime: lock('exposureTime'),
      iso: lock('iso'),
      colorTemperature: lock('colorTemperature'),
      focusDistance: lock('focusDistance'),
    },
    mmPerPixel: setup?.calibration.mmPerPixel ?? null,
  };
}

/** Another camera or size is another scale: what was measured holds no more. */
export function withDraft(now: Shown, { locked, ...rest }: Draft): Shown {
  const next = { ...now, ...rest, locked: { ...now.locked, ...locked } };
  const same =
    next.camera.deviceId === now.camera.deviceId && next.width === now.width && next.height === now.height;
  return same || rest.mmPerPixel !== undefined ? next : { ...next, mmPerPixel: null };
}

/** `Exposure time: free → locked at 5.0 ms`, one line a change. */
export function changesOf(now: Shown, next: Shown): readonly string[] {
  const say = (name: Lock, value: number | null) =>
    value === null ? 'free' : `locked at ${inUnits(name, value)}`;
  const size = ({ width, height }: Shown) => `${width} × ${height}`;
  const pairs: readonly (readonly [string, string, string])[] = [
    ['Camera', cameraName(now.camera, next.camera), cameraName(next.camera, now.camera)],
    ['Size', size(now), size(next)],
    ['Pictures a second', String(now.frameRate), String(next.frameRate)],
    ...lockNames.map(
      (name) => [settingWords[name], say(name, now.locked[name]), say(name, next.locked[name])] as const,
    ),
    ['Scale', inScale(now.mmPerPixel), inScale(next.mmPerPixel)],
  ];
  return pairs.filter(([, from, to]) => from !== to).map(([name, from, to]) => `${name}: ${from} → ${to}`);
}

const inScale = (mmPerPixel: number | null): string =>
  mmPerPixel === null ? 'not measured' : `${mmPerPixel} mm a pixel`;

const cameraName = (camera: Found, beside: Found): string =>
  camera.label === beside.label && camera.deviceId !== beside.deviceId
    ? `${shortLabel(camera.label)} (${camera.deviceId.slice(0, 4)})`
    : shortLabel(camera.label);

/** What is asked of the camera for all this, and what of it is locked. */
export function wantedOf(shown: Shown, can: Abilities) {
  const { width, height, frameRate } = shown;
  const asked: ReadBack = { width, height, ...(frameRate > 0 && { frameRate }) };
  const locked = new Set<SettingName>();
  const has = (mode: SettingName, word: string) => {
    const modes = can[mode];
    return Array.isArray(modes) && modes.includes(word);
  };
  for (const name of lockNames) {
    const [mode, value] = [locks[name], shown.locked[name]];
    if (mode !== null && has(mode, value === null ? 'continuous' : 'manual')) {
      asked[mode] = value === null ? 'continuous' : 'manual';
      if (value !== null) locked.add(mode);
    }
    if (value === null || !(name in can)) continue;
    asked[name] = value;
    locked.add(name);
  }
  return { asked, locked };
}

const sizes = [
  [640, 480],
  [800, 600],
  [1280, 720],
  [1280, 960],
  [1600, 1200],
  [1920, 1080],
  [2560, 1440],
  [2592, 1944],
  [3840, 2160],
] as const;
const rates = [10, 15, 20, 25, 30, 50, 60];

const most = (can: Abilities, name: SettingName): number => {
  const range = can[name];
  return range === undefined || Array.isArray(range) ? 0 : ((range as { max?: number }).max ?? 0);
};

/** The usual sizes that a camera reaches, and the one it has. */
export function sizesOf(can: Abilities, { width, height }: Shown): readonly (readonly [number, number])[] {
  const reached = sizes.filter(([w, h]) => w <= most(can, 'width') && h <= most(can, 'height'));
  return reached.some(([w, h]) => w === width && h === height) ? reached : [...reached, [width, height]];
}

/** Rates below ten a second are left out: a picture may not be older than 200 ms at its trigger. */
export function ratesOf(can: Abilities, { frameRate }: Shown): readonly number[] {
  const reached = rates.filter((rate) => rate <= Math.ceil(most(can, 'frameRate')));
  return reached.includes(frameRate) ? reached : [...reached, frameRate];
}
