import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { InspectionResult } from '../../electron/contract/inspection-result.ts';
import type { Drawable } from '../components/picture/decode.ts';
import { readHeatMap, type HeatMap } from '../components/picture/heat.ts';
import type { Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

export interface PictureFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export interface Tried {
  readonly file: PictureFile;
  readonly page: number;
  readonly result: InspectionResult;
  /** Null where the file could not be opened. */
  readonly picture: Drawable | null;
  readonly maps: readonly HeatMap[];
}
export type TryState =
  | { readonly phase: 'empty' }
  | { readonly phase: 'judging'; readonly name: string }
  | { readonly phase: 'done'; readonly tried: Tried }
  | { readonly phase: 'failed'; readonly fault: Fault };

export interface Try {
  readonly state: TryState;
  judge(file: PictureFile, page: number, record?: boolean): void;
  fail(fault: Fault): void;
}

/** One picture at a time; what is asked last is what is shown. */
export function useTry(client: Client | null): Try {
  const [state, setState] = useState<TryState>({ phase: 'empty' });
  const newest = useRef(new AbortController());
  const shown = useRef<Drawable | null>(null);
  useEffect(
    () => () => {
      newest.current.abort();
      shown.current?.close();
    },
    [],
  );
  const become = useCallback((next: TryState) => {
    const picture = next.phase === 'done' ? next.tried.picture : null;
    if (shown.current !== picture) shown.current?.close();
    shown.current = picture;
    setState(next);
  }, []);
  const fail = useCallback((fault: Fault) => become({ phase: 'failed', fault }), [become]);
  const judge = useCallback(
    (file: PictureFile, page: number, record = false) => {
      newest.current.abort();
      const { signal } = (newest.current = new AbortController());
      if (client === null) return fail({ code: 'host-lost', data: {} });
      become({ phase: 'judging', name: file.name });
      ask(client, file, page, record, signal).then(
        (tried) => (signal.aborted ? tried.picture?.close() : become({ phase: 'done', tried })),
        (error: unknown) => signal.aborted || fail(asFault(error)),
      );
    },
    [client, become, fail],
  );
  return { state, judge, fail };
}

async function ask(
  client: Client,
  file: PictureFile,
  page: number,
  record: boolean,
  signal: AbortSignal,
): Promise<Tried> {
  const { result, maps, shown } = await client.inspection.tryPicture({ ...file, page, record }, { signal });
  const picture = result.image === undefined ? null : await open(shown ? new Uint8Array(shown) : file.bytes);
  return { file, page, result, picture, maps: maps.map(({ bytes, ...place }) => readHeatMap(place, bytes)) };
}

/** The browser goes by content, as the station does; upright as the camera held it. */
async function open(bytes: Uint8Array<ArrayBuffer>): Promise<Drawable> {
  const bitmap = await createImageBitmap(new Blob([bytes]));
  return { source: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() };
}
