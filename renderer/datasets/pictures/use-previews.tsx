import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import type { DatasetPicture } from '../../../electron/contract/datasets.ts';
import { tintMask } from './mask-tint.ts';
import { createPreviews, type Previews, type Shown } from './previews.ts';

/** Pixels of one side of what is shown small. */
export const smallWidth = 320;

const PreviewsContext = createContext<Previews | null>(null);

/** Pictures of the datasets, small; they go with the screen. */
export function PreviewsProvider({ client, children }: { client: Client | null; children: ReactNode }) {
  const previews = useMemo(
    () =>
      client &&
      createPreviews({
        fetch: (key, signal) => fetchShown(client, key, signal),
        revoke: (url) => URL.revokeObjectURL(url),
      }),
    [client],
  );
  useEffect(() => () => previews?.close(), [previews]);
  return <PreviewsContext value={previews}>{children}</PreviewsContext>;
}

type Wanted = Pick<DatasetPicture, 'image' | 'page'>;
const keyOf = (kind: 'picture' | 'mask', { image, page }: Wanted): string => `${kind} ${image} ${page ?? 1}`;

/** A small picture or its mask; null wants nothing. */
export function usePreview(kind: 'picture' | 'mask', of: Wanted | null | undefined): Shown | undefined {
  const previews = useContext(PreviewsContext);
  const key = of ? keyOf(kind, of) : null;
  useEffect(() => (key === null ? undefined : previews?.want(key)), [previews, key]);
  return useSyncExternalStore(previews?.subscribe ?? never, () =>
    key === null ? undefined : previews?.get(key),
  );
}
const never = () => () => undefined;

async function fetchShown(client: Client, key: string, signal: AbortSignal): Promise<string> {
  const [kind, sha256 = '', page = '1'] = key.split(' ');
  // A browser opens the first page only; it must not pass for another one.
  if (kind === 'mask' && page !== '1') throw new Error('only first pages of masks are drawn');
  if (kind === 'mask') return fetchMask(client, sha256, signal);
  const wanted = { sha256, width: smallWidth, page: Number(page) - 1 };
  const jpeg = await client.images.preview(wanted, { signal });
  return URL.createObjectURL(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }));
}

/** As the browser opens it; what it cannot open (TIFF) has no overlay. */
async function fetchMask(client: Client, sha256: string, signal: AbortSignal): Promise<string> {
  const { type, bytes } = await client.images.read({ sha256 }, { signal });
  const whole = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  const scale = Math.min(1, (2 * smallWidth) / whole.width);
  const [width, height] = [whole.width, whole.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width!, height!);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('this browser has no 2d canvas');
  pen.imageSmoothingEnabled = false;
  pen.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  tintMask(pixels.data, canvas.width, type === 'jpeg' ? 127 : 0, [255, 96, 32]);
  pen.putImageData(pixels, 0, 0);
  return URL.createObjectURL(await canvas.convertToBlob());
}
