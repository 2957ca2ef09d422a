import { CameraError, type CameraFault, type Listener, type Source } from './source.ts';

/** Labels of the cameras there are; empty names until the browser may tell them. */
export async function listCameras(): Promise<readonly string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((d) => d.kind === 'videoinput').map((d) => d.label);
}

/**
 * A camera of the browser, by label (device ids change between origins and versions), with every picture as it comes.
 * @throws CameraError
 */
export async function openUserMedia(label: string | null, listener: Listener): Promise<Source> {
  const stream = await find(label);
  const [track] = stream.getVideoTracks();
  if (!track) throw new CameraError('camera-none');
  let stopped = false;
  const end = (code: CameraFault) => {
    if (stopped) return;
    stop();
    listener.fault(code);
  };
  const stop = () => {
    stopped = true;
    for (const each of stream.getTracks()) each.stop();
  };
  track.addEventListener('ended', () => end('camera-ended'));
  void pump(new MediaStreamTrackProcessor({ track }).readable.getReader(), listener, () => stopped).then(
    () => end('camera-ended'),
    () => end('camera-ended'),
  );
  return { kind: 'camera', label: track.label, stop };
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

async function find(label: string | null): Promise<MediaStream> {
  if (label === null) return ask(null);
  const known = await byLabel(label);
  if (known !== undefined) return ask(known);
  // Before the first permission the browser names nothing: ask for any camera, then look again.
  const any = await ask(null);
  if (any.getVideoTracks()[0]?.label === label) return any;
  for (const track of any.getTracks()) track.stop();
  const now = await byLabel(label);
  if (now === undefined) throw new CameraError('camera-none');
  return ask(now);
}

const byLabel = async (label: string): Promise<string | undefined> =>
  (await navigator.mediaDevices.enumerateDevices()).find((d) => d.kind === 'videoinput' && d.label === label)
    ?.deviceId;

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

function codeOf(error: unknown): CameraFault {
  switch (error instanceof Error ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'camera-none';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'camera-denied';
    case 'NotReadableError':
    case 'AbortError':
      return 'camera-busy';
    default:
      return 'camera-failed';
  }
}
