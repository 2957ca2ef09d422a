import type { Client } from '../../../electron/contract/client.ts';
import type { FolderState } from '../../../electron/contract/folder.ts';
import { CameraError, type CameraFault, type Listener, type Source } from './source.ts';

/** Often enough that a screen which is opened has its picture at once. */
const showEveryMs = 250;
const size = { width: 1280, height: 720 };

const faults: Readonly<Record<Exclude<FolderState['phase'], 'picture'>, CameraFault>> = {
  none: 'folder-none',
  away: 'folder-away',
  empty: 'folder-empty',
};

/**
 * The station's folder as a source: shows the picture whose turn it is until the station says that another's has come.
 * @throws CameraError when there is no picture
 */
export async function openFolder(client: Client | null, listener: Listener): Promise<Source> {
  if (client === null) throw new CameraError('folder-away');
  const ended = new AbortController();
  const { signal } = ended;
  let shown: { readonly bitmap: ImageBitmap; readonly picture: NonNullable<FolderState['picture']> } | null =
    null;
  let n = 0;
  const show = () => {
    if (shown === null) return;
    const { bitmap, picture } = shown;
    listener.frame(new VideoFrame(bitmap, { timestamp: n++ * showEveryMs * 1000 }), picture);
  };
  const take = async ({ phase, picture }: FolderState) => {
    if (phase !== 'picture' || picture === null)
      throw new CameraError(phase === 'picture' ? 'folder-away' : faults[phase]);
    const bitmap = await bitmapOf(client, picture);
    shown?.bitmap.close();
    shown = { bitmap, picture };
    show();
  };
  const timer = setInterval(show, showEveryMs);
  const stop = () => {
    clearInterval(timer);
    ended.abort();
    shown?.bitmap.close();
    shown = null;
  };
  try {
    const states = (await client.folder.watch(undefined, { signal }))[Symbol.asyncIterator]();
    const first = await states.next();
    if (first.done === true) throw new CameraError('folder-away');
    await take(first.value);
    const follow = async () => {
      for (;;) {
        const { done, value } = await states.next();
        if (done === true) throw new CameraError('folder-away');
        await take(value);
      }
    };
    follow().catch((error: unknown) => {
      if (signal.aborted) return;
      stop();
      listener.fault(error instanceof CameraError ? error.code : 'folder-away');
    });
  } catch (error) {
    stop();
    throw error instanceof CameraError ? error : new CameraError('folder-away', { cause: error });
  }
  return { kind: 'folder', label: 'Folder of pictures', stop };
}

/** A file that cannot be judged has its turn as well: the screen says so in its place. */
async function bitmapOf(
  client: Client,
  { id, name, problem }: NonNullable<FolderState['picture']>,
): Promise<ImageBitmap> {
  if (problem === null) {
    const jpeg = await client.folder.picture({ id });
    return createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }));
  }
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new CameraError('folder-away');
  context.fillStyle = '#202020';
  context.fillRect(0, 0, size.width, size.height);
  context.fillStyle = '#e0e0e0';
  context.textAlign = 'center';
  context.font = '40px sans-serif';
  context.fillText(name, size.width / 2, size.height / 2 - 20, size.width - 80);
  context.fillText('cannot be judged', size.width / 2, size.height / 2 + 40);
  return canvas.transferToImageBitmap();
}
