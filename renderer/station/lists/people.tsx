import { Alert, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { roles, type Person, type Role } from '../../../electron/contract/people.ts';
import { useStation } from '../../app/station.tsx';
import { words } from '../../words/words.ts';
import { Section } from '../section.tsx';
import { ListTable } from './list-table.tsx';
import { useList } from './use-list.ts';

/** Who works here; an admin adds and removes people. */
export function People() {
  const { me } = useStation();
  const { list, failed, change } = useList((client) => client.people.list());
  const admin = me?.role === 'admin';
  return (
    <Section title="People">
      {failed !== null && <Alert>{failed}</Alert>}
      <ListTable
        heads={['Name', 'Role', 'PIN']}
        rows={(list ?? []).map(rowOf)}
        {...(admin && {
          removal: {
            word: 'Remove',
            stays: me.id,
            run: (id) => void change((client) => client.people.remove({ person: id })),
          },
        })}
      />
      {admin ? (
        <AddPerson onAdd={(person) => change((client) => client.people.add(person))} />
      ) : (
        <p className="small">Ask an admin to add people. Ctrl+L changes the role.</p>
      )}
    </Section>
  );
}

const rowOf = ({ id, name, role, hasPin }: Person) => ({
  ...{ id, name },
  cells: [words.roles[role], hasPin ? 'Yes' : 'No'],
});

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
