import { NumberInput } from '@mantine/core';
import { useStation } from '../app/station.tsx';
import { Facts } from '../components/facts/facts.tsx';
import { useDraft } from './draft.tsx';
import { AdminFields, Section } from './section.tsx';

const giga = 1e9;
const inGigabytes = (bytes: number) => `${(bytes / giga).toFixed(bytes < 10 * giga ? 1 : 0)} GB`;

/** Whether the disk still takes the record, and what is kept on it. */
export function StorageHealth() {
  const { status } = useStation();
  const { shown, change, readOnly } = useDraft();
  const disk = status?.disk;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Disk',
      disk === undefined
        ? 'Not known while the station does not answer'
        : `${inGigabytes(disk.freeBytes)} free${disk.ok ? '' : '. Inspecting is stopped'}`,
    ],
    ['Kept', 'Every picture as it came, without loss. Nothing is deleted or reduced'],
    ['While idle', 'Pictures of the camera are compressed without loss'],
  ];
  return (
    <Section title="Storage and retention">
      <Facts look="plain" of={facts} />
      <hr className="station-rule" />
      <AdminFields>
        <NumberInput
          label="Inspecting stops below, in GB free"
          value={shown.diskFloorBytes / giga}
          min={0}
          max={1000}
          step={0.5}
          decimalScale={3}
          readOnly={readOnly}
          onChange={(value) =>
            typeof value === 'number' && change({ diskFloorBytes: Math.round(value * giga) })
          }
        />
      </AdminFields>
    </Section>
  );
}
