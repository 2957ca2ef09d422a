/** What of the browser's cameras a test pretends; all else is the browser's own. */
export interface MediaStub {
  /** Another program holds the camera. */
  busy: boolean;
  /** Pictures stop coming, and nobody says so. */
  silent: boolean;
  /** The camera answers in a smaller size. */
  small: boolean;
  /** The cameras there are; null: those of the browser. The first one is played by the browser's camera, any other by a grey picture. */
  cameras: { readonly label: string; readonly deviceId: string; readonly played: 'file' | 'grey' }[] | null;
  /** Ends what is open, as an unplugged camera does. */
  end(): void;
  /** Tells the page that a camera came or went. */
  change(): void;
  /** Each picture that a key froze. */
  readonly judged: { readonly frame: number; readonly ageMs: number }[];
}

/** Runs in the page before anything else: `window.mediaStub`. */
export function stubMedia(): void {
  const real = navigator.mediaDevices;
  const opened = new Set<MediaStreamTrack>();
  const greys = new Set<MediaStreamTrack>();
  const stub: MediaStub = {
    busy: false,
    silent: false,
    small: false,
    cameras: null,
    judged: [],
    end() {
      for (const track of opened) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      opened.clear();
    },
    change: () => void real.dispatchEvent(new Event('devicechange')),
  };
  Object.assign(window, { mediaStub: stub });

  const enumerate = real.enumerateDevices.bind(real);
  const getUserMedia = real.getUserMedia.bind(real);
  real.enumerateDevices = async () =>
    stub.cameras === null
      ? enumerate()
      : stub.cameras.map(
          (each) => ({ ...each, kind: 'videoinput', groupId: '' }) as unknown as MediaDeviceInfo,
        );
  real.getUserMedia = async (wanted) => {
    if (stub.busy) throw new DOMException('Could not start video source', 'NotReadableError');
    const video = wanted?.video as MediaTrackConstraints;
    const id = (video.deviceId as { exact?: string } | undefined)?.exact;
    const as = stub.cameras?.find(({ deviceId }) => id === undefined || deviceId === id);
    if (stub.cameras !== null && as === undefined) throw new DOMException('', 'NotFoundError');
    const { deviceId: _, ...rest } = video;
    const size = stub.small ? { width: 160, height: 90 } : rest;
    const stream =
      as === undefined && !stub.small
        ? await getUserMedia(wanted)
        : as?.played === 'grey'
          ? grey()
          : await getUserMedia({ video: size });
    const [track] = stream.getVideoTracks();
    if (track === undefined) return stream;
    opened.add(track);
    if (as !== undefined) {
      const settings = track.getSettings();
      Object.defineProperty(track, 'label', { value: as.label });
      track.getSettings = () => ({ ...settings, deviceId: as.deviceId });
    }
    return stream;
  };

  function grey(): MediaStream {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d')!;
    setInterval(() => {
      context.fillStyle = `rgb(${90 + Math.random() * 20},100,100)`;
      context.fillRect(0, 0, 320, 180);
    }, 50);
    const stream = canvas.captureStream(20);
    for (const track of stream.getTracks()) greys.add(track);
    return stream;
  }

  const Processor = MediaStreamTrackProcessor;
  class SilentProcessor {
    readonly readable: ReadableStream<VideoFrame>;
    constructor(init: { track: MediaStreamTrack }) {
      // The page's own clock against the camera's, whose clock may start anew with every opening: the quickest picture but two, since a
      // timestamp may stray.
      const delays: number[] = [];
      const pass = new TransformStream<VideoFrame, VideoFrame>({
        transform(frame, out) {
          if (!greys.has(init.track)) {
            delays.push(performance.now() - frame.timestamp / 1000);
            delays.sort((a, b) => a - b).splice(100);
            offset = delays[Math.min(2, delays.length - 1)]!;
          }
          if (stub.silent) frame.close();
          else out.enqueue(frame);
        },
      });
      this.readable = new Processor(init).readable.pipeThrough(pass);
    }
  }
  let offset = Infinity;
  Object.assign(window, { MediaStreamTrackProcessor: SilentProcessor });

  // What is judged is painted in the very keystroke that means it: its age then, by the page's clock.
  let pressed: number | null = null;
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      pressed = timeStamp;
      setTimeout(() => (pressed = null));
    },
    true,
  );
  const drawImage = CanvasRenderingContext2D.prototype.drawImage as (...args: unknown[]) => void;
  CanvasRenderingContext2D.prototype.drawImage = function (
    this: CanvasRenderingContext2D,
    ...args: unknown[]
  ) {
    const [picture] = args;
    if (pressed !== null && picture instanceof VideoFrame) {
      const ageMs = pressed - (picture.timestamp / 1000 + offset);
      const { canvas } = this;
      queueMicrotask(() => stub.judged.push({ frame: Number(canvas.dataset['frame']), ageMs }));
    }
    drawImage.apply(this, args);
  } as typeof CanvasRenderingContext2D.prototype.drawImage;
}
