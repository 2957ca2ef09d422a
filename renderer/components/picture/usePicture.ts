import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { errorCode } from '../../../electron/contract/client.ts';
import { decodePicture, type Drawable } from './decode.ts';
import { readHeatMap, type HeatMap } from './heat.ts';

interface MapRef {
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly onFrame: readonly [number, number, number, number];
}
interface ImageRef {
  readonly sha256: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

/** `missing`: the record is there, its image is not. `unreadable`: the bytes are no picture this browser can show. */
export type PictureState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly picture: Drawable; readonly maps: readonly HeatMap[] }
  | { readonly state: 'missing' | 'unreadable' | 'disconnected' };

/** The stored picture and score maps of an inspection, fetched over the contract and closed when another is shown. */
export function usePicture(
  client: Client | null,
  image: ImageRef | null,
  maps: readonly MapRef[],
): PictureState {
  const [state, setState] = useState<PictureState>({ state: 'loading' });
  useEffect(() => {
    if (!client || !image) {
      setState({ state: client ? 'loading' : 'disconnected' });
      return;
    }
    let shown: Drawable | null = null;
    let left = false;
    const enter = (next: PictureState) => {
      if (!left) setState(next);
      else if (next.state === 'ready') next.picture.close();
    };
    load(client, image, maps).then(
      (next) => {
        if (next.state === 'ready') shown = next.picture;
        enter(next);
      },
      (error: unknown) => enter({ state: stateOf(error) }),
    );
    return () => {
      left = true;
      shown?.close();
    };
    // The hash names the bytes, and the maps come with it.
  }, [client, image?.sha256]);
  return state;
}

async function load(client: Client, image: ImageRef, maps: readonly MapRef[]): Promise<PictureState> {
  const [picture, ...heat] = await Promise.all([
    fetchPicture(client, image),
    ...maps.map(async (map) => readHeatMap(map, (await client.images.read({ sha256: map.sha256 })).bytes)),
  ]);
  return { state: 'ready', picture, maps: heat };
}

/** TIFF is shown by its preview, stretched to the size the findings are in. */
async function fetchPicture(client: Client, image: ImageRef): Promise<Drawable> {
  const { sha256, type, width, height } = image;
  if (type !== 'tiff') {
    const read = await client.images.read({ sha256 });
    return decodePicture(read.type, new Uint8Array(read.bytes));
  }
  const preview = await client.images.preview({ sha256, width: 1920 });
  return { ...(await decodePicture('jpeg', new Uint8Array(preview))), width, height };
}

function stateOf(error: unknown): 'missing' | 'unreadable' | 'disconnected' {
  const code = errorCode(error);
  if (code === 'not-found') return 'missing';
  return code === 'disconnected' || code === 'cancelled' ? 'disconnected' : 'unreadable';
}
