import { useEffect, useEffectEvent, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { useStation } from '../../app/station.tsx';
import { asFault, inOneLine } from '../../words/words.ts';

/** Something that the station keeps a list of; read anew after each change to it. `list`: null before the first answer. */
export function useList<T>(read: (client: Client) => Promise<T>) {
  const { client } = useStation();
  const [list, setList] = useState<T | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [reads, setReads] = useState(0);
  const reading = useEffectEvent(read);
  useEffect(() => {
    if (client === null) return;
    let gone = false;
    reading(client).then(
      (next) => gone || setList(next),
      (error: unknown) => gone || setFailed(inOneLine(asFault(error))),
    );
    return () => {
      gone = true;
    };
  }, [client, reads]);
  /** @returns whether it was done; else `failed` says why not */
  const change = async (work: (client: Client) => Promise<unknown>): Promise<boolean> => {
    if (client === null) return false;
    try {
      await work(client);
      setFailed(null);
      setReads((n) => n + 1);
      return true;
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
      return false;
    }
  };
  return { list, failed, change };
}
