import type { Status } from '../../electron/contract/station.ts';
import type { CameraState } from '../camera/camera.ts';
import { shortLabel } from '../camera/sources/which.ts';
import { toSendWords } from '../station/registry/registry-words.ts';
import type { Unkept } from '../review/work.ts';
import type { Connection } from '../host.ts';
import { fault, type Fault } from '../words/fault.ts';
import { sentence } from '../words/words.ts';

/** One slot of the status bar: plain text; `!` and bold where somebody should look; an inverted chip with ✕ for a fault. */
export interface Slot {
  readonly name: 'camera' | 'model' | 'waiting' | 'registry' | 'disk' | 'sound' | 'station' | 'labels';
  readonly level: 'normal' | 'attention' | 'fault';
  readonly text: string;
  readonly cause: string;
  readonly remedy: string;
}

interface Facts {
  readonly connection: Connection;
  readonly camera: CameraState;
  readonly status: Status | null;
  readonly sound: boolean;
  /** Labels that are not on disk; null where all are. */
  readonly unkept: Unkept | null;
}

export function slotsOf({ connection, camera, status, sound, unkept }: Facts): readonly Slot[] {
  const slots: Slot[] = [cameraSlot(camera, status)];
  if (unkept !== null) slots.push({ name: 'labels', ...unkept });
  if (connection.phase !== 'connected' || status === null) {
    const lost = connection.phase === 'lost';
    slots.push(
      lost
        ? { name: 'station', level: 'fault', text: 'Station: no answer', ...causeOf(fault('host-lost')) }
        : slot(
            'station',
            'attention',
            'Station: connecting',
            'The page is connecting to the station.',
            'Wait a moment',
          ),
    );
  } else {
    slots.push(modelSlot(status), waitingSlot(status), registrySlot(status), diskSlot(status));
    if (!status.journal.ok)
      slots.push({
        name: 'station',
        level: 'fault',
        text: 'Journal stopped',
        ...causeOf(fault('journal-stopped', { cause: status.journal.why ?? 'unknown' })),
      });
  }
  slots.push(
    slot(
      'sound',
      sound ? 'normal' : 'attention',
      sound ? 'Sound on' : 'Muted',
      sound ? 'Each verdict has its own sound.' : 'Verdicts make no sound.',
      sound ? 'Mute it here' : 'Switch it on here',
    ),
  );
  return slots;
}

const slot = (
  name: Slot['name'],
  level: Slot['level'],
  text: string,
  cause: string,
  remedy: string,
): Slot => ({
  name,
  level,
  text,
  cause,
  remedy,
});

function causeOf(of: Fault): Pick<Slot, 'cause' | 'remedy'> {
  const { what, piece, act } = sentence(of);
  return { cause: `${what} ${piece}`, remedy: `${act}. (${of.code})` };
}

function cameraSlot({ phase, fault: why, label, kind }: CameraState, status: Status | null): Slot {
  const fixed = { demo: 'Demo scene', folder: 'Folder', camera: null }[kind];
  const name = fixed ?? (shortLabel(label) || 'Camera');
  if (why !== null) return { name: 'camera', level: 'fault', text: `${name}: no picture`, ...causeOf(why) };
  if (phase === 'off')
    return slot(
      'camera',
      'normal',
      'Camera off',
      'Another window, or none, holds the camera.',
      'Go to Inspect',
    );
  if (phase === 'opening')
    return slot('camera', 'attention', `${name}: starting`, 'The camera starts.', 'Wait a moment');
  const unfit = kind === 'camera' && status !== null ? unfitSlot(name, status.camera) : null;
  if (unfit !== null) return unfit;
  return slot(
    'camera',
    'normal',
    name,
    `Pictures come from ${label || name}.`,
    'Choose another source on Inspect',
  );
}

/** Where the station does not judge what this camera shows; null where it does. */
function unfitSlot(name: string, { phase, bound, answers, differences }: Status['camera']): Slot | null {
  switch (phase) {
    case 'unbound':
    case 'ready':
      return null;
    case 'unread':
      return slot(
        'camera',
        'attention',
        `${name}: being read`,
        'Its settings are read and held against its setup.',
        'Wait a moment',
      );
    case 'other': {
      const names = { found: shortLabel(answers ?? name), bound: shortLabel(bound ?? '') };
      return {
        ...{ name: 'camera', level: 'fault', text: `${name}: not the bound one` },
        ...causeOf(fault('camera-other', names)),
      };
    }
    case 'unlike': {
      const said = differences.map(
        ({ setting, setup, now }) => `${setting} is ${now ?? 'gone'}, not ${setup}`,
      );
      return slot(
        'camera',
        'fault',
        `${name}: other settings`,
        `It does not read as its setup says: ${said.join('; ')}. Nothing is judged.`,
        'Call a QA lead. (camera-settings)',
      );
    }
  }
}

function modelSlot({ model: { active, provider, state, why, lastMs } }: Status): Slot {
  if (active === null && state === 'starting')
    return slot(
      'model',
      'attention',
      'Model starting',
      why ?? 'The model starts.',
      'Wait; inspecting begins by itself',
    );
  if (active === null || state === 'none')
    return slot(
      'model',
      'fault',
      'No model',
      'No model is active, so nothing can be judged.',
      'An admin activates one in Station',
    );
  const name = `${active.name} v${active.version} · ${provider.toUpperCase()}`;
  if (state === 'failed')
    return {
      name: 'model',
      level: 'fault',
      text: name,
      ...causeOf(fault('model-unavailable', { cause: why ?? 'unknown' })),
    };
  if (state === 'starting')
    return slot(
      'model',
      'attention',
      `${name} starting`,
      why ?? 'The model starts.',
      'Wait; inspecting begins by itself',
    );
  const ms = lastMs === undefined ? '' : ` · ${Math.round(lastMs)} ms`;
  return slot(
    'model',
    'normal',
    `${name}${ms}`,
    `${active.name} version ${active.version} judges on ${provider}.`,
    'Nothing to do',
  );
}

function waitingSlot({ registry }: Status): Slot {
  const { kind, waiting, parked } = registry;
  const text = parked === 0 ? toSendWords(registry) : `${toSendWords(registry)}, ${parked} put aside`;
  if (parked > 0)
    return slot(
      'waiting',
      'attention',
      text,
      `The registry does not take ${parked === 1 ? 'one thing' : `${parked} things`}. Everything else passes, and nothing is lost.`,
      'An admin sees why in Station, Registry',
    );
  const cause =
    kind === 'none'
      ? 'This station works alone, so nothing is sent.'
      : waiting === 0
        ? 'All that is finished is in the registry.'
        : 'Records, pictures and packages that the registry does not have yet. Nothing is lost.';
  return slot(
    'waiting',
    'normal',
    text,
    cause,
    waiting === 0 ? 'Nothing to do' : 'They are sent by themselves',
  );
}

function registrySlot({ registry: { kind, paused, away } }: Status): Slot {
  const where = { none: 'none', folder: 'folder', mlflow: 'MLflow' }[kind];
  const inspecting = 'Inspecting goes on, and nothing is lost.';
  if (paused !== null)
    return slot(
      'registry',
      'attention',
      'Registry: paused',
      `Nothing goes to the registry or comes from it: ${paused}. ${inspecting}`,
      'An admin mends it in Station, Registry',
    );
  if (away !== null)
    return slot(
      'registry',
      'normal',
      'Registry: offline',
      `${where} is not reached: ${away}. ${inspecting}`,
      'Nothing to do: it is tried again by itself',
    );
  const cause = {
    none: 'This station works alone.',
    folder: 'What stations share meets in a folder.',
    mlflow: 'What stations share meets on an MLflow server.',
  }[kind];
  return slot('registry', 'normal', `Registry: ${where}`, cause, 'Nothing to do');
}

function diskSlot({ disk: { freeBytes, floorBytes, ok } }: Status): Slot {
  const text = `${gigabytes(freeBytes)} free`;
  if (!ok) return { name: 'disk', level: 'fault', text, ...causeOf(fault('disk-low')) };
  const near = freeBytes < 2 * floorBytes;
  return slot(
    'disk',
    near ? 'attention' : 'normal',
    text,
    `Inspecting stops below ${gigabytes(floorBytes)}.`,
    near ? 'Free disk space soon' : 'Nothing to do',
  );
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
