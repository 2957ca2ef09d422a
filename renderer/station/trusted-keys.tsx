import { Alert, Code, Table, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TrustedKeyInfo } from '../../electron/contract/trusted-key.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { Section } from './section.tsx';

interface Trust {
  readonly own: { readonly keyId: string; readonly pem: string };
  readonly keys: readonly TrustedKeyInfo[];
}

/** Whose packages this station believes beside its own; an admin's own section. */
export function TrustedKeys() {
  const { client } = useStation();
  const [trust, setTrust] = useState<Trust | null>(null);
  const [name, setName] = useState('');
  const [pem, setPem] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const [reads, setReads] = useState(0);
  useEffect(() => {
    let gone = false;
    client?.models.trust.list().then(
      (list) => gone || setTrust(list),
      (error: unknown) => gone || setFailed(inOneLine(asFault(error))),
    );
    return () => {
      gone = true;
    };
  }, [client, reads]);
  const change = async (work: () => Promise<unknown> | undefined) => {
    try {
      await work();
      setFailed(null);
      setReads((n) => n + 1);
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
    }
  };
  const add = async () => {
    await client?.models.trust.add({ name, pem });
    setName('');
    setPem('');
  };
  const keys = trust?.keys ?? [];
  return (
    <Section title="Trusted keys">
      <p className="small">
        Packages signed with one of these keys may come onto this station, beside its own. A key that is
        removed takes its packages out of the list.
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      {trust !== null && keys.length === 0 && (
        <p>No key of anybody else. Only packages of this station are believed.</p>
      )}
      {keys.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Whose</Table.Th>
              <Table.Th>Key</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Change</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <Table.Tr key={key.keyId}>
                <Table.Td className="station-fact">{key.name}</Table.Td>
                <Table.Td className="station-fact">{key.keyId}</Table.Td>
                <Table.Td>{new Date(key.added).toLocaleDateString('en-GB')}</Table.Td>
                <Table.Td>
                  <KeyButton
                    look="outlined"
                    label={`Remove ${key.name}`}
                    onClick={() => void change(() => client?.models.trust.remove({ keyId: key.keyId }))}
                  >
                    Remove
                  </KeyButton>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <form
        className="station-form station-key-form"
        onSubmit={(event) => {
          event.preventDefault();
          void change(add);
        }}
      >
        <TextInput
          label="Whose key it is"
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label="Public key"
          description="The text of a .pub file, or what another station shows below"
          value={pem}
          maxLength={5000}
          autosize
          minRows={3}
          maxRows={6}
          onChange={(event) => setPem(event.currentTarget.value)}
        />
        <button
          type="submit"
          className="key-button key-button-primary"
          disabled={name.trim() === '' || pem.trim() === ''}
        >
          Trust this key
        </button>
      </form>
      {trust !== null && (
        <>
          <p className="small">This station’s own key, for others to trust ({trust.own.keyId}):</p>
          <Code block tabIndex={0}>
            {trust.own.pem}
          </Code>
        </>
      )}
    </Section>
  );
}
