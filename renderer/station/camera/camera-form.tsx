import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import type { ReadBack, SettingName, SettingValue } from '../../../electron/contract/setup.ts';
import { useCameras } from '../../camera/picker.tsx';
import { inUnits, settingWords, type Abilities, type Ability } from '../../camera/settings.ts';
import { shortLabel } from '../../camera/sources/which.ts';
import { lockNames, ratesOf, sizesOf, type Draft, type Lock, type Shown } from './draft.ts';

interface Props {
  readonly shown: Shown;
  readonly can: Abilities;
  /** What the camera says now. */
  readonly read: ReadBack;
  readonly onChange: (part: Draft) => void;
}

/** In the form an exposure is in ms; the camera counts 100 µs. */
const scale: Readonly<
  Record<Lock, { readonly by: number; readonly unit: string; readonly decimals: number }>
> = {
  exposureTime: { by: 10, unit: 'ms', decimals: 1 },
  iso: { by: 1, unit: 'ISO', decimals: 0 },
  colorTemperature: { by: 1, unit: 'K', decimals: 0 },
  focusDistance: { by: 1, unit: 'm', decimals: 2 },
};

/** Which camera, its size and rate, and what of it is locked. */
export function CameraForm({ shown, can, read, onChange }: Props) {
  const found = useCameras();
  const all = found.some(({ deviceId }) => deviceId === shown.camera.deviceId)
    ? found
    : [shown.camera, ...found];
  return (
    <>
      <NativeSelect
        label="Camera"
        value={shown.camera.deviceId}
        onChange={(event) => {
          const camera = all.find(({ deviceId }) => deviceId === event.currentTarget.value);
          if (camera !== undefined) onChange({ camera });
        }}
        data={all.map(({ label, deviceId }, i) => ({
          value: deviceId,
          label: all.some((other, j) => j !== i && other.label === label)
            ? `${shortLabel(label)} (${deviceId.slice(0, 4)})`
            : shortLabel(label),
        }))}
      />
      <div className="camera-pair">
        <NativeSelect
          label="Size"
          value={`${shown.width}x${shown.height}`}
          onChange={(event) => {
            const [width = 0, height = 0] = event.currentTarget.value.split('x').map(Number);
            onChange({ width, height });
          }}
          data={sizesOf(can, shown).map(([w, h]) => ({ value: `${w}x${h}`, label: `${w} × ${h}` }))}
        />
        <NativeSelect
          label="Pictures a second"
          value={String(shown.frameRate)}
          onChange={(event) => onChange({ frameRate: Number(event.currentTarget.value) })}
          data={ratesOf(can, shown).map(String)}
        />
      </div>
      {lockNames.map((name) => (
        <LockField
          key={name}
          name={name}
          value={shown.locked[name]}
          ability={can[name]}
          now={read[name]}
          onChange={(value) => onChange({ locked: { [name]: value } })}
        />
      ))}
      <NumberInput
        label="Millimetres a pixel"
        description="Lay a ruler where the pieces lie: its length in mm, divided by its length in pixels. Empty: lengths are in pixels."
        value={shown.mmPerPixel ?? ''}
        decimalScale={5}
        min={0.00001}
        max={100}
        clampBehavior="blur"
        hideControls
        onChange={(next) => {
          if (next === '') onChange({ mmPerPixel: null });
          else if (typeof next === 'number' && next > 0) onChange({ mmPerPixel: next });
        }}
      />
    </>
  );
}

interface LockProps {
  readonly name: Lock;
  readonly value: number | null;
  readonly ability: Ability | undefined;
  readonly now: SettingValue | undefined;
  readonly onChange: (value: number | null) => void;
}

function LockField({ name, value, ability, now, onChange }: LockProps) {
  const words = settingWords[name];
  if (ability === undefined || Array.isArray(ability))
    return <p className="small">{words}: this camera has no control of it.</p>;
  const { min, max, step } = ability as Exclude<Ability, readonly string[]>;
  const { by, unit, decimals } = scale[name];
  return (
    <div className="camera-lock">
      <Checkbox
        label={`Lock ${words.toLowerCase()}`}
        checked={value !== null}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? (typeof now === 'number' ? now : (min ?? 0)) : null)
        }
      />
      <NumberInput
        aria-label={`${words} in ${unit}`}
        disabled={value === null}
        value={value === null ? '' : value / by}
        suffix={` ${unit}`}
        decimalScale={decimals}
        {...(min !== undefined && { min: min / by })}
        {...(max !== undefined && { max: max / by })}
        step={(step ?? 1) / by}
        clampBehavior="strict"
        onChange={(next) => typeof next === 'number' && onChange(Math.round(next * by * 1000) / 1000)}
      />
    </div>
  );
}

interface ReadBackProps {
  readonly asked: ReadBack;
  readonly read: ReadBack;
}

/** `Exposure time: asked 5.0 ms, camera says 5.0 ms`, one line a setting that was asked for. */
export function ReadBackList({ asked, read }: ReadBackProps) {
  const names = Object.keys(asked) as SettingName[];
  if (names.length === 0) return null;
  return (
    <ul className="camera-read" aria-label="Read-back">
      {names.map((name) => {
        const [wanted, said] = [inUnits(name, asked[name] ?? null), inUnits(name, read[name] ?? null)];
        return (
          <li key={name} data-differs={wanted === said ? undefined : true}>
            {settingWords[name]}: asked {wanted}, camera says {said}
          </li>
        );
      })}
    </ul>
  );
}
