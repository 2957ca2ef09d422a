import { NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useCamera, useCameraState } from './camera-context.tsx';
import { storeChoice, type Choice } from './source.ts';
import { listCameras } from './user-media.ts';

const demo = 'demo';
const anyCamera = 'camera:';

/** Which source: a camera by its label, or the demo scene. The choice is kept for the next visit. */
export function Picker() {
  const camera = useCamera();
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
  const chosen = choice.kind === 'demo' ? demo : `camera:${choice.label ?? label}`;
  const known = new Set(labels.map((l) => `camera:${l}`));
  const pick = (value: string) => {
    const next: Choice =
      value === demo ? { kind: 'demo' } : { kind: 'camera', label: value.slice(anyCamera.length) || null };
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
        ...(known.size === 0 && chosen !== anyCamera ? [{ value: anyCamera, label: 'Camera' }] : []),
        ...[...known].map((value) => ({ value, label: nameOf(value) })),
        ...(chosen !== demo && !known.has(chosen) ? [{ value: chosen, label: nameOf(chosen) }] : []),
      ]}
    />
  );
}

const nameOf = (value: string) =>
  value.slice(Math.max(anyCamera.length, value.lastIndexOf('/') + 1)) || 'Camera';
