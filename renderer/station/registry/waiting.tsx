import { Alert, Table } from '@mantine/core';
import { useState } from 'react';
import type { Parked } from '../../../electron/contract/registry-access.ts';
import { useStation } from '../../app/station.tsx';
import { useAsked } from '../../client/use-asked.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { asFault, inOneLine } from '../../words/words.ts';
import { itemWords, sinceWords, toSendWords } from './registry-words.ts';

/** What is not in the registry yet, and what the registry does not take. */
export function Waiting() {
  const { client, status, me } = useStation();
  const registry = status?.registry ?? null;
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const parked = useAsked<Parked[]>(
    registry === null ? null : `${registry.parked} ${registry.waiting} ${tries}`,
    (asked, signal) => asked.registryAccess.parked(undefined, { signal }),
  );
  if (registry === null || client === null)
    return <p>What waits is not known while the station does not answer.</p>;
  if (registry.kind === 'none') return <p>Nothing is sent: what this station records stays on it.</p>;
  const admin = me?.role === 'admin';
  const act = (work: () => Promise<unknown>) => {
    setFailed(null);
    work().then(
      () => setTries((n) => n + 1),
      (error: unknown) => setFailed(inOneLine(asFault(error))),
    );
  };
  const stands = registry.paused ?? registry.away;
  return (
    <div className="registry-waiting">
      <div className="registry-row">
        <p role="status">
          <b>{registry.waiting === 0 ? 'Nothing waits.' : `${toSendWords(registry)}.`}</b>{' '}
          {stands !== null && registry.waiting > 0 && 'It is sent by itself once that is mended.'}
        </p>
        {admin && <KeyButton onClick={() => act(() => client.registryAccess.sendNow())}>Send now</KeyButton>}
      </div>
      {registry.paused !== null && (
        <Alert>
          Sending is paused: {registry.paused}. Nothing is lost. Mend it above, or have the server’s admin
          give the right that lacks, then “Send now”.
        </Alert>
      )}
      {registry.paused === null && registry.away !== null && (
        <p className="small">
          The registry is not reached now: {registry.away}. It is tried again by itself.
        </p>
      )}
      {failed !== null && <Alert>{failed}</Alert>}
      {registry.parked > 0 && (
        <>
          <h3>Put aside</h3>
          <p className="small">
            The registry does not take these; everything else passes them. They stay here until somebody mends
            the reason and tries again.
          </p>
          {admin && (parked.value?.length ?? 0) > 1 && (
            <KeyButton
              onClick={() =>
                act(async () => {
                  for (const { id } of parked.value ?? []) await client.registryAccess.again({ id });
                })
              }
            >
              Try all again
            </KeyButton>
          )}
          <Table>
            <Table.Thead>
              <Table.Tr>
                {['What', 'Since', 'Why', ...(admin ? ['Change'] : [])].map((head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {(parked.value ?? []).slice(0, 50).map(({ id, at, cause, code }) => (
                <Table.Tr key={id}>
                  <Table.Td title={id}>{itemWords(id)}</Table.Td>
                  <Table.Td>{sinceWords(at)}</Table.Td>
                  <Table.Td className="station-fact">
                    {cause} <span className="small">({code})</span>
                  </Table.Td>
                  {admin && (
                    <Table.Td>
                      <KeyButton
                        look="outlined"
                        label={`Try ${itemWords(id)} again`}
                        onClick={() => act(() => client.registryAccess.again({ id }))}
                      >
                        Try again
                      </KeyButton>
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {(parked.value?.length ?? 0) > 50 && <p className="small">The 50 oldest of {registry.parked}.</p>}
        </>
      )}
    </div>
  );
}
