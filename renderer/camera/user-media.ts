import { anyCamera, CameraError, type CameraChoice, type Listener, type Source } from './source.ts';
import { whichOf, type Found } from './which.ts';

/** The cameras there are; empty labels until the browser may tell them. */
export async function listCameras(): Promise<readonly Found[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ label, deviceId }) => ({ label, deviceId }));
}

/**
 * A camera of the browser, with every picture as it comes. No picture of any other camera is ever handed over.
 * @throws CameraError
 */
export async function openUserMedia(choice: CameraChoice, listener: Listener): Promise<Source> {
  const stream = await find(choice);
  const [track] = stream.getVideoTracks();
  if (!track) throw new CameraError('camera-none');
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const each of stream.getTracks()) each.stop();
  };
  const end = () => {
    if (stopped) return;
    stop();
    listener.ended();
  };
  track.addEventListener('ended', end);
  void pump(new MediaStreamTrackProcessor({ track }).readable.getReader(), listener, () => stopped).then(
    end,
    end,
  );
  return { kind: 'camera', ...foundOf(track), stop };
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
    else listener.frame(value);
  }
}

async function find(choice: CameraChoice): Promise<MediaStream> {
  const known = await listCameras();
  if (known.every(({ label }) => label !== '')) return askFor(whichOf(choice, known));
  // Before the first permission the browser names nothing: ask for any camera, then look again.
  const any = await ask(null);
  const wanted = await listCameras().then((found) => whichOf(choice, found));
  const [track] = any.getVideoTracks();
  if (track !== undefined && (choice.label === null || foundOf(track).deviceId === wanted.deviceId))
    return any;
  stop(any);
  return askFor(wanted);
}

/** Between the look at the list and the opening another camera may have come into the place. */
async function askFor(wanted: Found): Promise<MediaStream> {
  const stream = await ask(wanted.deviceId);
  try {
    whichOf({ ...anyCamera, ...wanted }, stream.getVideoTracks().map(foundOf));
    return stream;
  } catch (error) {
    stop(stream);
    throw error;
  }
}

const stop = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop();
};

const foundOf = (track: MediaStreamTrack): Found => ({
  label: track.label,
  deviceId: track.getSettings().deviceId ?? '',
});

/** The size is a wish and never a rescale: what the camera sends is what is recorded. */
async function ask(deviceId: string | null): Promise<MediaStream> {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 }, resizeMode: 'none' };
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...size, ...(deviceId !== null && { deviceId: { exact: deviceId } }) },
    });
  } catch (cause) {
    throw new CameraError(codeOf(cause), { cause });
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
