import { Code, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { hashOfLine } from './journal-hash.ts';

interface Read {
  readonly line: string;
  readonly segment: string;
  readonly stated: string;
  readonly computed: string;
}

interface Props {
  readonly client: Client | null;
  readonly station: string;
  readonly seq: number;
}
/** The record itself: the line as it stands in the journal, and whether its hash is the hash of its bytes. */
export function JournalLine({ client, station, seq }: Props) {
  const [read, setRead] = useState<{ of: string; read: Read | null; why: string } | null>(null);
  const of = `${station}-${seq}`;
  useEffect(() => {
    if (!client) return;
    let left = false;
    readLine(client, station, seq).then(
      (got) => !left && setRead({ of, read: got, why: '' }),
      (error: unknown) => !left && setRead({ of, read: null, why: inOneLine(asFault(error)) }),
    );
    return () => {
      left = true;
    };
  }, [client, station, seq, of]);
  if (!client)
    return <Text className="small">The station does not answer; its journal line is not shown.</Text>;
  if (read?.of !== of) return <Text className="small">Reading line {seq}…</Text>;
  if (!read.read) return <Text>{read.why}</Text>;
  const { line, segment, stated, computed } = read.read;
  return (
    <>
      <p className="small">
        Line {seq} of <span className="history-hash">{segment}</span>
      </p>
      <p className="history-hash">{stated}</p>
      <p className="small">
        {stated === computed
          ? '✓ The hash fits the line.'
          : `✕ The line does not fit its hash: it gives ${computed}`}
      </p>
      <Code block className="history-code" tabIndex={0}>
        {line}
      </Code>
    </>
  );
}

async function readLine(client: Client, station: string, seq: number): Promise<Read> {
  const { line, segment } = await client.journal.line({ station, seq });
  const { hash } = JSON.parse(line) as { hash: string };
  return { line, segment, stated: hash, computed: await hashOfLine(line) };
}
