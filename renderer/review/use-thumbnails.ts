import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { useInspections } from '../projection/hooks.ts';
import { createReader } from './ahead.ts';

/** Of the previews, in pixels; shown at half of it, for dense screens. */
const width = 128;

/** Addresses of small pictures by inspection, as they come: a row is there before its picture is. Those that are wanted no more are let go. */
export function useThumbnails(client: Client | null, ids: readonly string[]): (id: string) => string | null {
  const reader = useMemo(
    () =>
      createReader(async (key) => {
        const [sha256 = '', page] = key.split(' ');
        if (client === null) throw new Error('connection closed');
        const bytes = await client.images.preview({ sha256, page: Number(page), width });
        const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
        return { url, close: () => URL.revokeObjectURL(url) };
      }),
    [client],
  );
  const pictures = useSyncExternalStore(reader.subscribe, reader.now);
  const rows = useInspections(ids);
  const keys = new Map(
    [...(rows?.values() ?? [])].map(({ id, image }) => [id, `${image.sha256} ${image.page ?? 0}`]),
  );
  const wanted = ids.flatMap((id) => keys.get(id) ?? []).join('\n');
  useEffect(() => {
    if (wanted !== '') reader.want(wanted.split('\n'));
  }, [reader, wanted]);
  useEffect(() => () => reader.want([]), [reader]);
  return (id) => {
    const picture = pictures.get(keys.get(id) ?? '');
    return picture?.state === 'ready' ? picture.picture.url : null;
  };
}
