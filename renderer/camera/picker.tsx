import { NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStation } from '../app/station.tsx';
import { useCamera, useCameraState } from './camera-context.tsx';
import { storeChoice, type Choice } from './source.ts';
import { listCameras } from './user-media.ts';

const demo = 'demo';
const folder = 'folder';
const anyCamera = 'camera:';

/** Which source: a camera by its label, the demo scene, or the folder that an admin has named. The choice is kept for the next visit. */
export function Picker() {
  const camera = useCamera();
  const { settings } = useStation();
  const { choice, label, phase } = useCameraState();
  const [labels, setLabels] = useState<readonly string[]>([]);
  useEffect(() => {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (devices === undefined) return;
    let gone = false;
    const read = () =>
      void listCameras().then(
        (found) => gone || setLabels(found.filter(Boolean)),
        () => undefined,
      );
    read();
    devices.addEventListener('devicechange', read);
    return () => {
      gone = true;
      devices.removeEventListener('devicechange', read);
    };
  }, [phase]);
  const chosen = choice.kind === 'camera' ? `camera:${choice.label ?? label}` : choice.kind;
  const known = new Set(labels.map((l) => `camera:${l}`));
  const pick = (value: string) => {
    const next: Choice =
      value === demo || value === folder
        ? { kind: value }
        : { kind: 'camera', label: value.slice(anyCamera.length) || null };
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
        { value: demo, label: 'Demo scene' },
        ...(settings.folderPath !== '' || chosen === folder
          ? [{ value: folder, label: 'Folder of pictures' }]
          : []),
        ...(known.size === 0 && chosen !== anyCamera ? [{ value: anyCamera, label: 'Camera' }] : []),
        ...[...known].map((value) => ({ value, label: nameOf(value) })),
        ...(choice.kind === 'camera' && !known.has(chosen) ? [{ value: chosen, label: nameOf(chosen) }] : []),
      ]}
    />
  );
}

const nameOf = (value: string) =>
  value.slice(Math.max(anyCamera.length, value.lastIndexOf('/') + 1)) || 'Camera';
