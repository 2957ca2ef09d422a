import { Alert, NativeSelect, Table, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { roles, type Person, type Role } from '../../electron/contract/people.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine, words } from '../words/words.ts';
import { Section } from './section.tsx';

/** Who works here; an admin adds and removes people. */
export function People() {
  const { client, me } = useStation();
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [failed, setFailed] = useState<string | null>(null);
  const [reads, setReads] = useState(0);
  const admin = me?.role === 'admin';
  useEffect(() => {
    let gone = false;
    client?.people.list().then(
      (list) => gone || setPeople(list),
      (error: unknown) => gone || setFailed(inOneLine(asFault(error))),
    );
    return () => {
      gone = true;
    };
  }, [client, reads]);
  const change = async (work: Promise<unknown> | undefined) => {
    try {
      await work;
      setFailed(null);
      setReads((n) => n + 1);
      return true;
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
      return false;
    }
  };
  return (
    <Section title="People">
      {failed !== null && <Alert>{failed}</Alert>}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>PIN</Table.Th>
            {admin && <Table.Th>Change</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Td>{person.name}</Table.Td>
              <Table.Td>{words.roles[person.role]}</Table.Td>
              <Table.Td>{person.hasPin ? 'Yes' : 'No'}</Table.Td>
              {admin && (
                <Table.Td>
                  {person.id !== me?.id && (
                    <KeyButton
                      look="outlined"
                      label={`Remove ${person.name}`}
                      onClick={() => void change(client?.people.remove({ person: person.id }))}
                    >
                      Remove
                    </KeyButton>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {admin ? (
        <AddPerson onAdd={(person) => change(client?.people.add(person))} />
      ) : (
        <p className="small">Ask an admin to add people. Ctrl+L changes the role.</p>
      )}
    </Section>
  );
}

interface NewPerson {
  readonly name: string;
  readonly role: Role;
  readonly pin?: string;
}

function AddPerson({ onAdd }: { onAdd: (person: NewPerson) => Promise<boolean> }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('technician');
  const [pin, setPin] = useState('');
  const pinFits = pin === '' || /^\d{4,12}$/.test(pin);
  return (
    <form
      className="station-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onAdd({ name, role, ...(pin !== '' && { pin }) }).then((added) => {
          if (!added) return;
          setName('');
          setPin('');
        });
      }}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        value={role}
        onChange={(event) => setRole(roles.find((r) => r === event.currentTarget.value) ?? 'technician')}
        data={roles.map((value) => ({ value, label: words.roles[value] }))}
      />
      <TextInput
        label="PIN, 4 to 12 digits, or none"
        type="password"
        inputMode="numeric"
        autoComplete="new-password"
        value={pin}
        error={pinFits ? undefined : '4 to 12 digits'}
        onChange={(event) => setPin(event.currentTarget.value)}
      />
      <button
        type="submit"
        className="key-button key-button-primary"
        disabled={name.trim() === '' || !pinFits}
      >
        Add
      </button>
    </form>
  );
}
