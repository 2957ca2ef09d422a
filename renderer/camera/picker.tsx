import { NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStation } from '../app/station.tsx';
import { useCamera, useCameraState } from './camera-context.tsx';
import { anyCamera, choiceOf, choiceText, storeChoice } from './sources/source.ts';
import { listCameras } from './sources/user-media.ts';
import { shortLabel, type Found } from './sources/which.ts';

/** Which source: a camera, the demo scene, or the folder that an admin has named. The choice is kept for the next visit. */
export function Picker() {
  const camera = useCamera();
  const { settings } = useStation();
  const { choice } = useCameraState();
  const found = useCameras();
  const chosen = choiceText(choice);
  const cameras = new Map(
    found.map((each) => [choiceText({ kind: 'camera', ...each }), shortLabel(each.label)]),
  );
  if (choice.kind === 'camera' && !cameras.has(chosen))
    cameras.set(chosen, choice.label === null ? 'Camera' : shortLabel(choice.label));
  else if (cameras.size === 0) cameras.set(choiceText(anyCamera), 'Camera');
  const pick = (value: string) => {
    const next = choiceOf(value);
    storeChoice(next, localStorage);
    camera.choose(next);
  };
  return (
    <NativeSelect
      aria-label="Source"
      rightSectionWidth={14}
      value={chosen}
      onChange={(event) => pick(event.currentTarget.value)}
      data={[
        { value: 'demo', label: 'Demo scene' },
        ...(settings.folderPath !== '' || chosen === 'folder'
          ? [{ value: 'folder', label: 'Folder of pictures' }]
          : []),
        ...[...cameras].map(([value, label]) => ({ value, label })),
      ]}
    />
  );
}

/** The cameras that the browser names, as they come and go. */
export function useCameras(): readonly Found[] {
  const { phase } = useCameraState();
  const [found, setFound] = useState<readonly Found[]>([]);
  useEffect(() => {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (devices === undefined) return;
    let gone = false;
    const read = () =>
      void listCameras().then(
        (all) => gone || setFound(all.filter(({ label }) => label !== '')),
        () => undefined,
      );
    read();
    devices.addEventListener('devicechange', read);
    return () => {
      gone = true;
      devices.removeEventListener('devicechange', read);
    };
  }, [phase]);
  return found;
}
