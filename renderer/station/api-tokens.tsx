import { Alert, Code, Table, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ApiToken } from '../../electron/contract/contract.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { Section } from './section.tsx';

/** Which programs may send pictures over HTTP; an admin's own section. */
export function ApiTokens() {
  const { client } = useStation();
  const [tokens, setTokens] = useState<readonly ApiToken[]>([]);
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null);
  const [name, setName] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const [reads, setReads] = useState(0);
  useEffect(() => {
    let gone = false;
    client?.station.apiTokens.list().then(
      (list) => gone || setTokens(list),
      (error: unknown) => gone || setFailed(inOneLine(asFault(error))),
    );
    return () => {
      gone = true;
    };
  }, [client, reads]);
  const change = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setFailed(null);
      setReads((n) => n + 1);
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
    }
  };
  const create = async () => {
    if (client === null) return;
    setMade(await client.station.apiTokens.create({ name }));
    setName('');
  };
  return (
    <Section title="API tokens">
      <p className="small">
        A program with a token may send pictures to /api/inspect on this machine. /api describes it.
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      {made !== null && (
        <Alert title={`Token of ${made.name}: copy it now, it is not shown again`}>
          <div className="station-token">
            <Code block tabIndex={0}>
              {made.token}
            </Code>
            <KeyButton onClick={() => setMade(null)}>I have it</KeyButton>
          </div>
        </Alert>
      )}
      {tokens.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Program</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Change</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tokens.map((token) => (
              <Table.Tr key={token.id}>
                <Table.Td className="station-fact">{token.name}</Table.Td>
                <Table.Td>{new Date(token.created).toLocaleDateString('en-GB')}</Table.Td>
                <Table.Td>
                  <KeyButton
                    look="outlined"
                    label={`Revoke ${token.name}`}
                    onClick={() =>
                      void change(async () => client?.station.apiTokens.revoke({ id: token.id }))
                    }
                  >
                    Revoke
                  </KeyButton>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <form
        className="station-form"
        onSubmit={(event) => {
          event.preventDefault();
          void change(create);
        }}
      >
        <TextInput
          label="Name of the program"
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" className="key-button key-button-primary" disabled={name.trim() === ''}>
          Create token
        </button>
      </form>
    </Section>
  );
}
