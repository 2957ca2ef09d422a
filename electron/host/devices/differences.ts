import {
  settingNames,
  type Difference,
  type ReadBack,
  type Setup,
  type SettingValue,
} from '../../contract/setup.ts';

/** Cameras round what they are asked for; a hundredth is no other setting. */
const tolerance = 0.01;

/** The locked settings of a setup that the camera no longer reads as it did. */
export function differencesOf(setup: Setup, now: ReadBack): Difference[] {
  return settingNames.flatMap((setting) => {
    const wanted = setup.settings[setting];
    if (!wanted?.locked) return [];
    const reads = now[setting] ?? null;
    return reads !== null && isSame(wanted.read, reads) ? [] : [{ setting, setup: wanted.read, now: reads }];
  });
}

function isSame(wanted: SettingValue, now: SettingValue): boolean {
  if (typeof wanted === 'string' || typeof now === 'string') return wanted === now;
  return Math.abs(wanted - now) <= tolerance * Math.abs(wanted);
}
