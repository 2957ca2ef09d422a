import { Alert, Drawer, PinInput, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Person } from '../../electron/contract/people.ts';
import { KeyButton } from '../components/key-button.tsx';
import type { Fault } from '../words/fault.ts';
import { asFault, inOneLine, words } from '../words/words.ts';
import { useStation } from './station.tsx';
import './role-drawer.css';

interface Props {
  readonly opened: boolean;
  /** A person named by a scanned badge. */
  readonly badge: string | null;
  readonly onClose: () => void;
}

/** Who acts from now on: a name, and a PIN where that name has one. The open tray and screen stay as they are. */
export function RoleDrawer({ opened, badge, onClose }: Props) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={360}
      className="role-drawer"
      title="Who is working?"
      trapFocus={false}
      withOverlay={false}
      lockScroll={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <SignIn badge={badge} onDone={onClose} />}
    </Drawer>
  );
}

/** A station begins with people who are called what they are. */
const nameAndRole = ({ name, role }: Person) =>
  name === words.roles[role] ? name : `${name} · ${words.roles[role]}`;

function SignIn({ badge, onDone }: { badge: string | null; onDone: () => void }) {
  const { client, me, setMe } = useStation();
  const [people, setPeople] = useState<readonly Person[] | null>(null);
  const [asked, setAsked] = useState<Person | null>(null);
  const [failed, setFailed] = useState<Fault | null>(null);
  const names = useRef<HTMLDivElement>(null);
  // Whoever opened it by keyboard goes on by keyboard: Tab walks the names, Enter takes one.
  useEffect(() => {
    if (people !== null) names.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [people]);

  const enter = async (person: Person, pin?: string) => {
    if (client === null) return;
    try {
      setMe(await client.people.signIn({ person: person.id, ...(pin !== undefined && { pin }) }));
      onDone();
    } catch (error) {
      setFailed(asFault(error));
    }
  };
  const signIn = useRef(enter);
  useEffect(() => {
    signIn.current = enter;
  });
  const pick = (person: Person) => {
    setFailed(null);
    if (person.hasPin) setAsked(person);
    else void enter(person);
  };
  useEffect(() => {
    let gone = false;
    client?.people.list().then(
      (list) => {
        if (gone) return;
        setPeople(list);
        const named = list.find((person) => person.id === badge);
        // A badge says who it is; only a PIN is still asked for.
        if (named?.hasPin === true) setAsked(named);
        else if (named) void signIn.current(named);
      },
      (error: unknown) => gone || setFailed(asFault(error)),
    );
    return () => {
      gone = true;
    };
  }, [client, badge]);

  return (
    <Stack gap="sm" ref={names}>
      {failed !== null && <Alert>{inOneLine(failed)}</Alert>}
      {asked === null ? (
        people?.map((person) => (
          <KeyButton
            key={person.id}
            className="role-name"
            look={person.id === me?.id ? 'chosen' : person.id === badge ? 'primary' : 'plain'}
            onClick={() => pick(person)}
          >
            {nameAndRole(person)}
          </KeyButton>
        ))
      ) : (
        <PinEntry person={asked} onPin={(pin) => void enter(asked, pin)} onBack={() => setAsked(null)} />
      )}
      {people !== null && badge !== null && !people.some((p) => p.id === badge) && (
        <Alert>Nobody here has the badge {badge}. Choose a name.</Alert>
      )}
    </Stack>
  );
}

function PinEntry({
  person,
  onPin,
  onBack,
}: {
  person: Person;
  onPin: (pin: string) => void;
  onBack: () => void;
}) {
  const [pin, setPin] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPin(pin);
        setPin('');
      }}
    >
      <Stack gap="sm">
        <Text fw={700}>{nameAndRole(person)}</Text>
        <PinInput
          length={12}
          type="number"
          mask
          autoFocus
          size="sm"
          gap={6}
          style={{ flexWrap: 'wrap', maxWidth: 260 }}
          value={pin}
          onChange={setPin}
          aria-label={`PIN of ${person.name}`}
        />
        <button type="submit" className="key-button key-button-primary" disabled={pin.length < 4}>
          Go on as {person.name}
        </button>
        <KeyButton onClick={onBack}>Another name</KeyButton>
      </Stack>
    </form>
  );
}
