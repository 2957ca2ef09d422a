import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { byOrder, type Change } from '../projection/change.ts';
import { useProjection } from '../projection/hooks.ts';
import { keyOf, type InspectionRow } from '../projection/row.ts';
import type { Store } from '../projection/store.ts';
import { createReader, type Ahead } from './ahead.ts';

/** An inspection with everything that was said about it, as they stand now. */
export interface Near {
  readonly row: InspectionRow;
  readonly changes: readonly Change[];
}

/** Those at and around the place in the list; what was known of them while that is read anew. */
export function useNear(ids: readonly string[]): ReadonlyMap<string, Near> | undefined {
  const { store } = useProjection();
  return useLiveQuery(() => readNear(store, ids), [store, ids.join(' ')]);
}

/** Those of which the store knows. */
export async function readNear(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, Near>> {
  const [rows, changes] = await Promise.all([
    store.inspections.bulkGet(ids.map(keyOf)),
    store.changes
      .where('inspection')
      .anyOf([...ids])
      .toArray(),
  ]);
  const said = new Map<string, Change[]>(ids.map((id) => [id, []]));
  for (const change of changes.toSorted(byOrder)) said.get(change.inspection)?.push(change);
  return new Map(
    rows.flatMap((row) => (row ? [[row.id, { row, changes: said.get(row.id) ?? [] }] as const] : [])),
  );
}

/** Previews of these, decoded and ready to be drawn; those that are not shown yet come after those that are. */
export function usePictures(
  client: Client | null,
  rows: readonly InspectionRow[],
  width: number,
): (row: InspectionRow) => Ahead<ImageBitmap> | undefined {
  const reader = useMemo(() => createReader((key) => readPicture(client, key)), [client]);
  const pictures = useSyncExternalStore(reader.subscribe, reader.now);
  const keys = rows.map((row) => keyFor(row, width)).join('\n');
  useEffect(() => reader.want(keys === '' ? [] : keys.split('\n')), [reader, keys]);
  useEffect(() => () => reader.want([]), [reader]);
  return (row) => pictures.get(keyFor(row, width));
}

const keyFor = ({ image }: InspectionRow, width: number): string =>
  `${image.sha256} ${image.page ?? 0} ${width}`;

async function readPicture(client: Client | null, key: string): Promise<ImageBitmap> {
  const [sha256 = '', page, width] = key.split(' ');
  if (client === null) throw new Error('connection closed');
  const bytes = await client.images.preview({ sha256, page: Number(page), width: Number(width) });
  return createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
}
