import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import type { DatasetPicture } from '../../../electron/contract/datasets.ts';
import type { Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';
import type { Side } from '../words.ts';

export interface PictureFilter {
  readonly class?: string;
  readonly split?: Side;
  readonly check?: string;
}
export interface Pictures {
  /** Null until the first page is there. */
  readonly total: number | null;
  readonly at: (index: number) => DatasetPicture | undefined;
  /** Fetches the pages that hold these pictures, where they are not there yet. */
  readonly need: (first: number, last: number) => void;
  readonly failed: Fault | null;
}

const pageSize = 100;

interface Read {
  readonly key: string;
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly DatasetPicture[]>;
  readonly failed: Fault | null;
}
const nothing = (key: string): Read => ({ key, total: null, pages: new Map(), failed: null });

/** The pictures of one version of a dataset that pass a filter, a page at a time. */
export function usePictures(
  client: Client | null,
  { name, hash }: { readonly name: string; readonly hash: string },
  filter: PictureFilter,
): Pictures {
  const key = JSON.stringify([name, hash, filter]);
  const [read, setRead] = useState<Read>(() => nothing(key));
  const asked = useRef<{ key: string; pages: Set<number>; gone: AbortController } | null>(null);

  const need = useCallback(
    (first: number, last: number) => {
      if (client === null) return;
      const [of, , wanted] = JSON.parse(key) as [string, string, PictureFilter];
      if (asked.current?.key !== key) {
        asked.current?.gone.abort();
        asked.current = { key, pages: new Set(), gone: new AbortController() };
      }
      const { pages, gone } = asked.current;
      for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
        if (pages.has(page)) continue;
        pages.add(page);
        client.datasets
          .pictures({ name: of, from: page * pageSize, count: pageSize, ...wanted }, { signal: gone.signal })
          .then(
            ({ total, entries }) =>
              gone.signal.aborted ||
              setRead((before) => {
                const now = before.key === key ? before : nothing(key);
                return { ...now, total, pages: new Map(now.pages).set(page, entries) };
              }),
            (error: unknown) => {
              if (gone.signal.aborted) return;
              pages.delete(page);
              setRead((before) => ({
                ...(before.key === key ? before : nothing(key)),
                failed: asFault(error),
              }));
            },
          );
      }
    },
    [client, key],
  );
  useEffect(() => {
    need(0, 0);
    return () => {
      asked.current?.gone.abort();
      asked.current = null;
    };
  }, [need]);

  const now = read.key === key ? read : nothing(key);
  return {
    total: now.total,
    failed: now.failed,
    need,
    at: (index) => now.pages.get(Math.floor(index / pageSize))?.[index % pageSize],
  };
}
