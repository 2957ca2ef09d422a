import type { CameraIdentity } from '../../contract/setup.ts';

/**
 * Whether the camera that answers is the bound one. Two of one make and label are told apart by the serial number of their USB device; where
 * they have none, by the port they are in; where nobody saw that, by the browser's own id. What cannot be told is another camera: a person
 * says so, never a guess.
 */
export function isSameCamera(bound: CameraIdentity, answers: CameraIdentity): boolean {
  if (bound.label !== answers.label) return false;
  const [was, is] = [bound.usb, answers.usb];
  if (was === null || is === null) return isSameId(bound, answers);
  if (was.vendor !== is.vendor || was.product !== is.product || was.serial !== is.serial) return false;
  if (was.serial !== null) return true;
  return was.port === null || is.port === null ? isSameId(bound, answers) : was.port === is.port;
}

const isSameId = (bound: CameraIdentity, answers: CameraIdentity) =>
  bound.deviceId !== '' && bound.deviceId === answers.deviceId;
