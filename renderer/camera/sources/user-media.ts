import type { SettingValue } from '../../../electron/contract/setup.ts';
import { ownPicture } from './own-picture.ts';
import { constraintsOf, pick, sizeOf, type Ability } from '../settings.ts';
import {
  anyCamera,
  CameraError,
  type CameraChoice,
  type CameraTrack,
  type Listener,
  type Source,
} from './source.ts';
import { whichOf, type Found } from './which.ts';

/** The cameras there are; empty labels until the browser may tell them. */
export async function listCameras(): Promise<readonly Found[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ label, deviceId }) => ({ label, deviceId }));
}

/**
 * Pictures that are on their way to a track when it stops are lost to Chromium until it collects its garbage; of a camera's pictures it lends
 * two, so the next opening would stand still after the first. They are let in before.
 */
const drainMs = 200;

let openings = 0;

/**
 * Pictures that were on their way when a track ended by itself are lost in spite of that. Memory that is asked for and let go at once makes
 * the browser collect its garbage, and these with it; nothing else that a page can do does.
 */
function collectLost(): void {
  for (let i = 0; i < 8; i++) void new ArrayBuffer(32_000_000);
}

/**
 * A camera of the browser, with every picture as it comes. No picture of any other camera is ever handed over.
 * @throws CameraError
 */
export async function openUserMedia(choice: CameraChoice, listener: Listener): Promise<Source> {
  if (openings++ > 0) collectLost();
  const stream = await find(choice);
  const [track] = stream.getVideoTracks();
  if (!track) throw new CameraError('camera-none');
  let stopped = false;
  const stop = async () => {
    stopped = true;
    if (track.readyState === 'live') await new Promise((done) => setTimeout(done, drainMs));
    stopAll(stream);
  };
  const end = () => {
    if (stopped) return;
    void stop();
    listener.ended();
  };
  track.addEventListener('ended', end);
  const { label, deviceId } = foundOf(track);
  const opened: CameraTrack = {
    id: crypto.randomUUID(),
    deviceId,
    can: pick<Ability>(track.getCapabilities() as Readonly<Record<string, unknown>>),
    read: () => pick<SettingValue>(track.getSettings() as Readonly<Record<string, unknown>>),
    async set() {
      const wanted = constraintsOf(choice.asked ?? {}, opened.can);
      // What it refuses shows in what it reads then.
      if (wanted !== null) await track.applyConstraints(wanted).catch(() => undefined);
    },
  };
  // Set first: no picture comes that was taken with other settings.
  await opened.set();
  void pump(new MediaStreamTrackProcessor({ track }).readable.getReader(), listener, () => stopped).then(
    end,
    end,
  );
  return { kind: 'camera', label, track: opened, stop };
}

async function pump(
  reader: ReadableStreamDefaultReader<VideoFrame>,
  listener: Listener,
  stopped: () => boolean,
) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (stopped()) value.close();
    else listener.frame(await ownPicture(value));
  }
}

async function find(choice: CameraChoice): Promise<MediaStream> {
  const known = await listCameras();
  if (known.every(({ label }) => label !== '')) return askFor(whichOf(choice, known), choice);
  // Before the first permission the browser names nothing: ask for any camera, then look again.
  const any = await ask(null, choice);
  if (choice.label === null) return any;
  stopAll(any);
  return askFor(whichOf(choice, await listCameras()), choice);
}

/** Between the look at the list and the opening another camera may have come into the place. */
async function askFor(wanted: Found, choice: CameraChoice): Promise<MediaStream> {
  const stream = await ask(wanted.deviceId, choice);
  try {
    whichOf({ ...anyCamera, ...wanted }, stream.getVideoTracks().map(foundOf));
    return stream;
  } catch (error) {
    stopAll(stream);
    throw error;
  }
}

const stopAll = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop();
};

const foundOf = (track: MediaStreamTrack): Found => ({
  label: track.label,
  deviceId: track.getSettings().deviceId ?? '',
});

async function ask(deviceId: string | null, { asked = {} }: CameraChoice): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...sizeOf(asked), ...(deviceId !== null && { deviceId: { exact: deviceId } }) },
    });
  } catch (cause) {
    const code = codeOf(cause);
    throw new CameraError(code === 'camera-none' && deviceId !== null ? 'camera-gone' : code, { cause });
  }
}

function codeOf(error: unknown) {
  switch (error instanceof Error ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'camera-none';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'camera-denied';
    case 'NotReadableError':
      return 'camera-busy';
    default:
      return 'camera-failed';
  }
}
