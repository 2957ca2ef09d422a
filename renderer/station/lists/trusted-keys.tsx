import { Alert, Code, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Section } from '../section.tsx';
import { dayOf, ListTable } from './list-table.tsx';
import { useList } from './use-list.ts';

/** As Fleet shows it on another station: the first 16 hex digits, in fours. */
const shortKey = (keyId: string): string => keyId.slice(0, 16).replaceAll(/.{4}(?=.)/g, '$& ');

/** Whose packages this station believes beside its own; an admin's own section. */
export function TrustedKeys() {
  const { list: trust, failed, change } = useList((client) => client.models.trust.list());
  const [name, setName] = useState('');
  const [pem, setPem] = useState('');
  const keys = trust?.keys ?? [];
  return (
    <Section title="Trusted keys">
      <p className="small">
        What one of these keys signed counts on this station as its own does: packages, promotions, orders and
        records. A key that is removed takes its packages out of the list.
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      {trust !== null && keys.length === 0 && (
        <p>No key of anybody else. Only packages of this station are believed.</p>
      )}
      {keys.length > 0 && (
        <ListTable
          heads={['Whose', 'Key', 'Since']}
          rows={keys.map(({ keyId, name: whose, added }) => ({
            ...{ id: keyId, name: whose },
            cells: [keyId, dayOf(added)],
          }))}
          removal={{
            word: 'Remove',
            run: (id) => void change((client) => client.models.trust.remove({ keyId: id })),
          }}
        />
      )}
      <form
        className="station-form station-key-form"
        onSubmit={(event) => {
          event.preventDefault();
          void change(async (client) => {
            await client.models.trust.add({ name, pem });
            setName('');
            setPem('');
          });
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
          <p>
            This station’s own key, for others to trust, in short <b>{shortKey(trust.own.keyId)}</b>
          </p>
          <Code block tabIndex={0}>
            {trust.own.pem}
          </Code>
        </>
      )}
    </Section>
  );
}
