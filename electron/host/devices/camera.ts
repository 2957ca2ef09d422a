import { exposureOf } from '../../../ml/image/meters/exposure.ts';
import { focusOf } from '../../../ml/image/meters/focus.ts';
import { greyOf } from '../../../ml/image/meters/grey.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Reason } from '../../../ml/verdict/result.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { EventData } from '../../contract/events.ts';
import type { FrameHeader } from '../../contract/frame-lane.ts';
import type { Actor } from '../../contract/people.ts';
import {
  setupSchema,
  type Area,
  type Calibration,
  type CameraIdentity,
  type CameraReport,
  type CameraState,
  type NamedSetup,
  type Setup,
  type UsbIdentity,
} from '../../contract/setup.ts';
import type { Journal } from '../journal/journal.ts';
import { differencesOf } from './differences.ts';
import { isSameCamera } from './same-camera.ts';
import { setupHash } from './setup-hash.ts';

/** Where on the picture a reference is measured; null: that part is not held. */
export interface References {
  readonly grey: Area | null;
  readonly focus: Area | null;
  readonly exposure: boolean;
}

/** The station's camera: the setup in force, and whether the camera that answers is as it says. */
export interface CameraRoom {
  setup(): NamedSetup | null;
  state(): CameraState;
  save(setup: Setup, by: Actor): Promise<NamedSetup>;
  /** What the window that has the camera open says of it. */
  report(report: CameraReport): CameraState;
  /** @throws LoupeError `not-found` while no camera answers, `bad-input` when it names no resolution */
  use(by: Actor): Promise<NamedSetup>;
  /** @throws LoupeError `not-found` without a setup, `bad-input` when the frame is not of its size or an area lies outside */
  setReference(frame: Frame, references: References, by: Actor): Promise<NamedSetup>;
  forget(by: Actor): Promise<void>;
  /** A lot begins: the camera has to be read again. */
  beginLot(): void;
  /** Why no frame with this header may be judged; null: nothing stands against it. */
  faultOf(header: Pick<FrameHeader, 'source' | 'camera'>): Reason | null;
}

export interface CameraDeps {
  readonly journal: Pick<Journal, 'state' | 'append'>;
  /** The USB device of a camera that the browser names so; null where no watcher knows. */
  readonly usbOf: (camera: CameraIdentity) => UsbIdentity | null;
  /** Called after each change of `state`. */
  readonly changed: () => void;
}

const uncalibrated: Calibration = { mmPerPixel: null, grey: null, focus: null, exposure: null };

export function createCameraRoom({ journal, usbOf, changed }: CameraDeps): CameraRoom {
  let answers: CameraReport | null = null;
  /** The camera was read since it was opened and since the lot began. */
  let read = false;

  const current = () => journal.state().setup;
  /** The watcher may see a camera later than the browser does. */
  const withUsb = (camera: CameraIdentity) => ({ ...camera, usb: camera.usb ?? usbOf(camera) });
  const state = (): CameraState => {
    const named = current();
    const about = { setup: named?.sha256 ?? null, bound: named?.setup.camera.label ?? null };
    const told = { ...about, answers: answers?.camera.label ?? null, differences: [] };
    if (named === null) return { phase: 'unbound', ...told };
    if (answers === null) return { phase: 'unread', ...told };
    if (!isSameCamera(named.setup.camera, withUsb(answers.camera))) return { phase: 'other', ...told };
    if (!read) return { phase: 'unread', ...told };
    const differences = differencesOf(named.setup, answers.read);
    return { phase: differences.length > 0 ? 'unlike' : 'ready', ...told, differences };
  };

  async function put(setup: Setup, why: EventData<'setup.changed'>['why'], by: Actor): Promise<NamedSetup> {
    // Without what is undefined: the journal holds the very content that was hashed.
    const content = setupSchema.parse(JSON.parse(JSON.stringify(setup)));
    const named = { sha256: setupHash(content), setup: content };
    if (current()?.sha256 !== named.sha256)
      await journal.append('setup.changed', { setup: named.sha256, content, why }, by);
    changed();
    return named;
  }

  return {
    setup: current,
    state,
    save: (setup, by) => put({ ...setup, camera: withUsb(setup.camera) }, 'saved', by),
    report(report) {
      answers = report;
      read = true;
      changed();
      return state();
    },
    use(by) {
      if (answers === null) throw new LoupeError('not-found', { what: 'camera', id: 'open' });
      const camera = withUsb(answers.camera);
      return put(setupFrom({ ...answers, camera }, current()?.setup ?? null), 'camera-used', by);
    },
    setReference(frame, references, by) {
      const named = current();
      if (named === null) throw new LoupeError('not-found', { what: 'setup', id: 'in force' });
      const calibration = { ...named.setup.calibration, ...measure(frame, named.setup, references) };
      return put({ ...named.setup, calibration }, 'reference', by);
    },
    async forget(by) {
      if (current() === null) return;
      await journal.append('setup.changed', { setup: null, content: null, why: 'forgotten' }, by);
      changed();
    },
    beginLot() {
      read = false;
      changed();
    },
    faultOf({ source, camera }) {
      const named = current();
      if (named === null || source.kind !== 'camera') return null;
      if (source.label !== named.setup.camera.label) return 'camera-other';
      if (answers === null || camera?.track !== answers.track) return 'camera-unread';
      return faultOfPhase[state().phase];
    },
  };
}

const faultOfPhase: Readonly<Record<CameraState['phase'], Reason | null>> = {
  unbound: null,
  unread: 'camera-unread',
  other: 'camera-other',
  unlike: 'camera-settings',
  ready: null,
};

/** What reads now is what holds; the locks stay as they were. Calibration belonged to the camera before it. */
function setupFrom({ camera, read }: CameraReport, before: Setup | null): Setup {
  const settings = Object.fromEntries(
    Object.entries(read).map(([name, value]) => {
      const old = before?.settings[name as keyof Setup['settings']];
      const locked = name === 'width' || name === 'height' || old?.locked === true;
      // What is locked is asked for as it is: the page opens the camera with what is asked.
      return [name, { asked: locked ? value : (old?.asked ?? null), read: value, locked }];
    }),
  );
  const made = setupSchema.safeParse({ format: 1, camera, settings, calibration: uncalibrated });
  if (made.success) return made.data;
  const allowed = 'a width and a height, as the camera says them';
  throw new LoupeError('bad-input', {
    what: 'the camera’s settings',
    got: Object.keys(read).join(', '),
    allowed,
  });
}

function measure(
  frame: Frame,
  { settings }: Setup,
  { grey, focus, exposure }: References,
): Omit<Calibration, 'mmPerPixel'> {
  const [width, height] = [settings.width.read, settings.height.read];
  if (frame.width !== width || frame.height !== height)
    throw new LoupeError('bad-input', {
      what: 'the picture',
      got: `${frame.width} × ${frame.height}`,
      allowed: `${width} × ${height}`,
    });
  try {
    return {
      grey: grey && { area: grey, level: greyOf(frame, grey) },
      focus: focus && { area: focus, measure: focusOf(frame, focus) },
      exposure: exposure ? exposureOf(frame) : null,
    };
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    throw new LoupeError('bad-input', { what: 'the area', got, allowed: `within ${width} × ${height}` });
  }
}
