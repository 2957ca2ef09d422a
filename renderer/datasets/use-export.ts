import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { Layout } from '../../ml/dataset/source.ts';
import type { Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

export type Export =
  | { readonly at: 'writing'; readonly layout: Layout; readonly done: number; readonly total: number }
  | {
      readonly at: 'done';
      readonly layout: Layout;
      readonly folder: string;
      readonly files: number;
      readonly notes: readonly string[];
    }
  | { readonly at: 'failed'; readonly fault: Fault };

/** One export at a time; leaving the dataset ends it. */
export function useExport(client: Client | null, name: string) {
  const [state, setState] = useState<Export | null>(null);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const run = useCallback(
    (layout: Layout) => {
      if (client === null) return;
      stop.current.abort();
      const { signal } = (stop.current = new AbortController());
      const follow = async () => {
        setState({ at: 'writing', layout, done: 0, total: 0 });
        for await (const next of await client.datasets.export({ name, layout }, { signal })) {
          if (signal.aborted) return;
          setState(
            next.state === 'progress'
              ? { at: 'writing', layout, done: next.done, total: next.total }
              : { at: 'done', layout, folder: next.folder, files: next.files, notes: next.notes },
          );
        }
      };
      follow().catch((error: unknown) => signal.aborted || setState({ at: 'failed', fault: asFault(error) }));
    },
    [client, name],
  );
  const cancel = useCallback(() => {
    stop.current.abort();
    setState(null);
  }, []);
  return { state, run, cancel };
}
