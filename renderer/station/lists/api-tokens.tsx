import { Alert, Code, TextInput } from '@mantine/core';
import { useState } from 'react';
import { KeyButton } from '../../components/key-button.tsx';
import { Section } from '../section.tsx';
import { dayOf, ListTable } from './list-table.tsx';
import { useList } from './use-list.ts';

/** Which programs may send pictures over HTTP; an admin's own section. */
export function ApiTokens() {
  const { list, failed, change } = useList((client) => client.station.apiTokens.list());
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null);
  const [name, setName] = useState('');
  const tokens = list ?? [];
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
        <ListTable
          heads={['Program', 'Since']}
          rows={tokens.map(({ id, name: program, created }) => ({
            id,
            name: program,
            cells: [dayOf(created)],
          }))}
          removal={{
            word: 'Revoke',
            run: (id) => void change((client) => client.station.apiTokens.revoke({ id })),
          }}
        />
      )}
      <form
        className="station-form"
        onSubmit={(event) => {
          event.preventDefault();
          void change(async (client) => {
            setMade(await client.station.apiTokens.create({ name }));
            setName('');
          });
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
