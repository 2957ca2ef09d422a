import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { errorCode, failedWith } from '../../../electron/contract/client.ts';
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
  /** Of a file of several, from 0. */
  readonly page?: number | undefined;
}

/**
 * `missing`: the record is there, its image is not. `elsewhere`: it is still at the station that recorded it, which was asked for it then (ISO
 * time). `unreadable`: the bytes are no picture this browser can show.
 */
export type PictureState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly picture: Drawable; readonly maps: readonly HeatMap[] }
  | { readonly state: 'elsewhere'; readonly asked: string }
  | { readonly state: 'missing' | 'unreadable' | 'disconnected' };

interface Wanted {
  readonly image: ImageRef;
  readonly maps: readonly MapRef[];
}

/** After so long it is asked again whether a picture has come from its station. */
const againMs = 20_000;

/** The stored picture and score maps of an inspection, fetched over the contract and closed when another is shown. */
export function usePicture(
  client: Client | null,
  image: ImageRef | null,
  maps: readonly MapRef[],
): PictureState {
  // As text, so that a row which only got a label does not fetch its picture again.
  const wanted = image && JSON.stringify({ image, maps } satisfies Wanted);
  const [loaded, setLoaded] = useState<{ readonly wanted: string; readonly state: PictureState } | null>(
    null,
  );
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!client || !wanted) return;
    let shown: Drawable | null = null;
    let left = false;
    load(client, JSON.parse(wanted) as Wanted)
      .catch(stateOf)
      .then(
        (state) => {
          if (state.state === 'ready') shown = state.picture;
          if (left) shown?.close();
          else setLoaded({ wanted, state });
        },
        () => undefined,
      );
    return () => {
      left = true;
      shown?.close();
      setLoaded(null);
    };
  }, [client, wanted, turn]);
  const away = loaded?.wanted === wanted && loaded.state.state === 'elsewhere';
  useEffect(() => {
    if (!away) return;
    const timer = setTimeout(() => setTurn((n) => n + 1), againMs);
    return () => clearTimeout(timer);
  }, [away, turn]);
  if (!client) return { state: 'disconnected' };
  return loaded?.wanted === wanted ? loaded.state : { state: 'loading' };
}

async function load(client: Client, { image, maps }: Wanted): Promise<PictureState> {
  const [picture, ...heat] = await Promise.all([
    fetchPicture(client, image),
    ...maps.map(async (map) => readHeatMap(map, (await client.images.read({ sha256: map.sha256 })).bytes)),
  ]);
  return { state: 'ready', picture, maps: heat };
}

/** TIFF is shown by its preview, stretched to the size the findings are in. */
async function fetchPicture(client: Client, image: ImageRef): Promise<Drawable> {
  const { sha256, type, width, height, page = 0 } = image;
  if (type !== 'tiff') {
    const read = await client.images.read({ sha256 });
    return decodePicture(read.type, new Uint8Array(read.bytes));
  }
  const preview = await client.images.preview({ sha256, width: 1920, page });
  return { ...(await decodePicture('jpeg', new Uint8Array(preview))), width, height };
}

function stateOf(error: unknown): PictureState {
  if (failedWith(error, 'picture-elsewhere')) return { state: 'elsewhere', asked: error.data.asked };
  const code = errorCode(error);
  if (code === 'not-found') return { state: 'missing' };
  return { state: code === 'disconnected' || code === 'cancelled' ? 'disconnected' : 'unreadable' };
}
