import { useState } from 'react';
import type { Calibration, NamedSetup } from '../../../electron/contract/setup.ts';
import { useStation } from '../../app/station.tsx';
import { useCamera } from '../../camera/camera-context.tsx';
import type { Camera } from '../../camera/camera.ts';
import { setupOf } from '../../camera/setup.ts';
import type { Abilities } from '../../camera/settings.ts';
import type { CameraTrack } from '../../camera/sources/source.ts';
import { reportOf } from '../../camera/station-camera.tsx';
import { fault } from '../../words/fault.ts';
import { asFault, inOneLine } from '../../words/words.ts';
import { wantedOf, type Shown } from './draft.ts';

const uncalibrated: Calibration = { mmPerPixel: null, grey: null, focus: null, exposure: null };
/** A camera that has not come with its new settings by then does not come. */
const openLimitMs = 10_000;

/** Sets the camera, reads back what it made of it, and makes that the station's setup; on a failure the camera goes back to what it was. */
export function useApply(setup: NamedSetup | null) {
  const { client } = useStation();
  const camera = useCamera();
  const [working, setWorking] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);

  async function apply(shown: Shown, can: Abilities): Promise<boolean> {
    if (client === null) return false;
    const before = camera.state().choice;
    setWorking(true);
    setFailed(null);
    try {
      const { asked, locked } = wantedOf(shown, can);
      camera.choose({ kind: 'camera', ...shown.camera, asked });
      const track = await opened(camera);
      const read = track.read();
      const label = shown.camera.label;
      const identity = { label, deviceId: track.deviceId, usb: null };
      const kept = keeps(setup, shown) ? setup.setup.calibration : uncalibrated;
      const calibration = { ...kept, mmPerPixel: shown.mmPerPixel };
      const next = setupOf({ camera: identity, asked, locked, calibration }, read);
      if (next === null) throw fault('camera-failed');
      await client.camera.report(reportOf({ label, track }));
      await client.camera.saveSetup(next);
      return true;
    } catch (error) {
      camera.choose(before);
      setFailed(inOneLine(asFault(error)));
      return false;
    } finally {
      setWorking(false);
    }
  }
  return { apply, working, failed };
}

/** A calibration is of one camera at one size. */
const keeps = (setup: NamedSetup | null, { camera, width, height }: Shown): setup is NamedSetup =>
  setup !== null &&
  setup.setup.camera.label === camera.label &&
  setup.setup.camera.deviceId === camera.deviceId &&
  setup.setup.settings.width.read === width &&
  setup.setup.settings.height.read === height;

/** The camera that was just chosen, once its pictures come. @throws Fault */
function opened(camera: Camera): Promise<CameraTrack> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { phase, track, fault: why } = camera.state();
      if (phase === 'live' && track !== null) end(() => resolve(track));
      else if (why !== null) end(() => reject(why));
    };
    const limit = setTimeout(() => end(() => reject(fault('camera-failed'))), openLimitMs);
    const stop = camera.subscribe(look);
    const end = (then: () => void) => {
      clearTimeout(limit);
      stop();
      then();
    };
    look();
  });
}
