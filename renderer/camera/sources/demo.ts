import type { DemoFrame, DemoRequest } from './demo-worker.ts';
import type { Listener, Source } from './source.ts';

const framesPerSecond = 12;

/** The demo scene as a source: pictures are rendered in a worker and come as `VideoFrame`s, so that they share every step with a camera's. */
export function openDemo(listener: Listener): Source {
  const worker = new Worker(new URL('./demo-worker.ts', import.meta.url), { type: 'module', name: 'demo' });
  const say = (request: DemoRequest) => worker.postMessage(request);
  let n = 0;
  let owed = false;
  worker.addEventListener('message', ({ data: { width, height, data } }: MessageEvent<DemoFrame>) => {
    owed = false;
    listener.frame(
      new VideoFrame(data, {
        format: 'I420',
        codedWidth: width,
        codedHeight: height,
        timestamp: Math.round((n++ * 1e6) / framesPerSecond),
        // The bench renders BT.601, limited range.
        colorSpace: { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
      }),
    );
  });
  worker.addEventListener('error', () => {
    stop();
    listener.fault('camera-failed');
  });
  const timer = setInterval(() => {
    if (owed) return;
    owed = true;
    say({ type: 'frame' });
  }, 1000 / framesPerSecond);
  const stop = () => {
    clearInterval(timer);
    worker.terminate();
  };
  return {
    ...{ kind: 'demo', label: 'Demo scene', stop },
    nextPiece: (kind) => say({ type: 'next', kind }),
    clearBench: () => say({ type: 'clear' }),
  };
}
