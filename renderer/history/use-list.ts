import { useLiveQuery } from 'dexie-react-hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Filter } from '../projection/filter.ts';
import { useProjection, useReadable } from '../projection/hooks.ts';
import { newer, page, type Bound } from '../projection/pages.ts';
import type { InspectionRow } from '../projection/row.ts';

/** The list as far as it was scrolled: frozen when read, so that nothing moves under the selection. */
export interface List {
  readonly rows: readonly InspectionRow[];
  /** `reading`: a page is on its way; `more`: there is one; `end`. */
  readonly state: 'reading' | 'more' | 'end';
  /** Rows of this filter that arrived since, 100 at most. */
  readonly newer: number;
  readonly more: () => void;
  /** Reads the list anew, with what arrived. */
  readonly show: () => void;
}

interface Window {
  readonly key: string;
  readonly rows: readonly InspectionRow[];
  readonly next: Bound | null;
}

const pageSize = 100;

export function useList(filter: Filter): List {
  const { store } = useProjection();
  const readable = useReadable();
  const [turn, setTurn] = useState(0);
  const asked = JSON.stringify(filter);
  const key = `${turn} ${asked}`;
  const [window, setWindow] = useState<Window | null>(null);
  const reading = useRef<string | null>(null);
  const current = window?.key === key ? window : null;

  const read = useCallback(
    async (from: Window | null) => {
      const place = `${key} ${from?.rows.length ?? -1} ${from?.next?.seq ?? ''}`;
      if (reading.current === place) return;
      reading.current = place;
      const got = await page(store, {
        filter: JSON.parse(asked) as Filter,
        before: from?.next ?? null,
        limit: pageSize,
      });
      if (reading.current !== place) return;
      reading.current = null;
      setWindow({ key, rows: [...(from?.rows ?? []), ...got.rows], next: got.next });
    },
    [store, key, asked],
  );

  useEffect(() => {
    if (readable) void read(null);
  }, [readable, read]);
  // A rare combination of filters: the pages stay short, so go on until one screen is full or the end is reached.
  const short = current !== null && current.next !== null && current.rows.length < pageSize / 2;
  useEffect(() => {
    if (short && readable) void read(current);
  }, [short, readable, read, current]);

  const top = current?.rows[0] ?? null;
  const waiting = useLiveQuery(
    () => (readable && current ? newer(store, JSON.parse(asked) as Filter, top, 100) : 0),
    [store, readable, current === null, asked, top?.id],
  );
  // An empty list has nothing under a selection that could move.
  const fill = current !== null && current.rows.length === 0 && (waiting ?? 0) > 0;
  useEffect(() => {
    if (fill) void read(null);
  }, [fill, read]);

  return {
    rows: current?.rows ?? window?.rows ?? [],
    state: current === null || short ? 'reading' : current.next ? 'more' : 'end',
    newer: waiting ?? 0,
    more: () => {
      if (current?.next && readable) void read(current);
    },
    show: () => setTurn((n) => n + 1),
  };
}
