import { useEffect, useEffectEvent, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { useStation } from '../app/station.tsx';
import { asFault, inOneLine } from '../words/words.ts';

export interface Asked<T> {
  /** Null until it came. */
  readonly value: T | null;
  readonly failed: string | null;
}
const nothing = { value: null, failed: null };

/** Asks the station whenever `key` changes; what belongs to another key is not shown. Null: nothing is asked. */
export function useAsked<T>(
  key: string | null,
  ask: (client: Client, signal: AbortSignal) => Promise<T>,
): Asked<T> {
  const { client } = useStation();
  const [said, setSaid] = useState<(Asked<T> & { readonly key: string }) | null>(null);
  const asking = useEffectEvent(ask);
  useEffect(() => {
    if (client === null || key === null) return;
    const gone = new AbortController();
    asking(client, gone.signal).then(
      (value) => gone.signal.aborted || setSaid({ key, value, failed: null }),
      (error: unknown) =>
        gone.signal.aborted || setSaid({ key, value: null, failed: inOneLine(asFault(error)) }),
    );
    return () => gone.abort();
  }, [client, key]);
  return said !== null && said.key === key ? said : nothing;
}
