import { CameraError, type CameraChoice } from './source.ts';

/** A camera that the browser knows of. */
export interface Found {
  readonly label: string;
  readonly deviceId: string;
}

/**
 * Which of the cameras there are is the chosen one.
 *
 * @param found with their labels: the permission was given
 * @throws CameraError `camera-none`, `camera-gone`, or `camera-other` when another is in its place
 */
export function whichOf({ label, deviceId, bound }: CameraChoice, found: readonly Found[]): Found {
  const [first] = found;
  if (first === undefined) throw new CameraError(label === null ? 'camera-none' : 'camera-gone');
  if (label === null) return first;
  const alike = found.filter((each) => each.label === label);
  const same = alike.find((each) => deviceId === null || each.deviceId === deviceId) ?? (bound && alike[0]);
  if (same === undefined) throw other(label, alike[0] ?? first);
  return same;
}

/** The fault of a camera in another's place; its `data` names both, and the one that answers by its id. */
const other = (bound: string, answers: Found): CameraError =>
  new CameraError('camera-other', { ...namesOf(answers.label, bound), ...answers });

/** What answers in whose place, for `camera-other`. */
export function namesOf(answers: string, bound: string): { readonly found: string; readonly bound: string } {
  const [a, b] = [shortLabel(answers), shortLabel(bound)];
  return { found: a, bound: a === b ? `a different ${b}` : b };
}

/** The camera that a `camera-other` speaks of. */
export function answering(data: Readonly<Record<string, unknown>>): CameraChoice | null {
  const { label, deviceId } = data;
  return typeof label === 'string' && typeof deviceId === 'string'
    ? { kind: 'camera', label, deviceId }
    : null;
}

/** `C920` of `C920 (046d:0892)`; a file that is played as a camera is labelled with its whole path. */
export const shortLabel = (label: string): string =>
  label.slice(label.lastIndexOf('/') + 1).replace(/ \([0-9a-f]{4}:[0-9a-f]{4}\)$/, '');
