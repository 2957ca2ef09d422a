import { Alert, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RegistryAccess } from '../../../electron/contract/registry-access.ts';
import { useStation } from '../../app/station.tsx';
import { KeyButton } from '../../components/key-button.tsx';
import { asFault, inOneLine } from '../../words/words.ts';
import { faultWords, isOpen, loginWords } from './registry-words.ts';

interface Props {
  readonly access: RegistryAccess;
  /** The server one logs in to, applied or not. */
  readonly url: string;
  readonly caFile: string;
}

const kinds = { password: 'User and password', token: 'Token' } as const;
type Kind = keyof typeof kinds;

/** Who the station is at the server. What is secret goes to the station's key store, and is never shown again. */
export function Login({ access, url, caFile }: Props) {
  const { client, me } = useStation();
  const [said, setSaid] = useState<{ readonly words: string; readonly failed: boolean } | null>(null);
  const known = loginWords(access, url);
  const act = async (work: () => Promise<string>): Promise<boolean> => {
    setSaid(null);
    try {
      setSaid({ words: await work(), failed: false });
      return true;
    } catch (error) {
      setSaid({ words: refusalWords(error), failed: true });
      return false;
    }
  };
  const admin = me?.role === 'admin';
  return (
    <div className="registry-login">
      <h3>Login</h3>
      <p>{known === null ? 'No login for this server.' : `${known}.`}</p>
      {access.unreadable !== null && <Alert>{access.unreadable}</Alert>}
      {access.kept !== null && access.kept.url !== url.replace(/\/+$/, '') && (
        <p className="small">The login kept here is for {access.kept.url}; it is sent to no other server.</p>
      )}
      {said !== null &&
        (said.failed ? (
          <Alert ref={intoSight}>{said.words}</Alert>
        ) : (
          <p role="status" ref={intoSight}>
            {said.words}
          </p>
        ))}
      {admin && client !== null && (
        <LoginForm
          open={isOpen(url)}
          onLogin={(credentials, unencrypted) =>
            act(async () => {
              const { version } = await client.registryAccess.login({
                url,
                caFile,
                credentials,
                unencrypted,
              });
              return version === null
                ? 'Kept. The server does not answer now; whether the login fits will be seen when it does.'
                : `Logged in: MLflow ${version} took it.`;
            })
          }
        />
      )}
      {admin && client !== null && access.kept !== null && (
        <KeyButton
          look="outlined"
          onClick={() =>
            void act(async () => {
              await client.registryAccess.logout();
              return 'Logged out. What is to be sent waits here.';
            })
          }
        >
          Log out
        </KeyButton>
      )}
    </div>
  );
}

/** The form that was sent may be below what it is answered with. */
const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

type Credentials = { readonly user: string; readonly password: string } | { readonly token: string };

interface FormProps {
  /** What is sent there can be read on the way. */
  readonly open: boolean;
  /** @returns whether it was taken */
  readonly onLogin: (credentials: Credentials, unencrypted: boolean) => Promise<boolean>;
}

function LoginForm({ open, onLogin }: FormProps) {
  const [kind, setKind] = useState<Kind>('password');
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const [unencrypted, setUnencrypted] = useState(false);
  const [busy, setBusy] = useState(false);
  const fits = secret !== '' && (kind === 'token' || user.trim() !== '') && (!open || unencrypted);
  return (
    <form
      className="registry-form"
      aria-label="Login"
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits || busy) return;
        setBusy(true);
        void onLogin(
          kind === 'token' ? { token: secret } : { user: user.trim(), password: secret },
          unencrypted,
        )
          // Taken or not: it is typed again rather than left lying on a screen.
          .then(() => setSecret(''))
          .finally(() => setBusy(false));
      }}
    >
      <SegmentedControl
        aria-label="What the server asks for"
        value={kind}
        onChange={(value) => setKind(value as Kind)}
        data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
      />
      <div className="registry-fields">
        {kind === 'password' && (
          <TextInput
            label="User"
            autoComplete="off"
            maxLength={200}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={kind === 'token' ? 'Token' : 'Password'}
          type="password"
          autoComplete="new-password"
          maxLength={10_000}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <button type="submit" className="key-button" disabled={!fits || busy}>
          {busy ? 'Asking the server…' : 'Log in'}
        </button>
      </div>
      {open && (
        <Checkbox
          label="This address is not encrypted: others on the network can read the password. Send it all the same"
          checked={unencrypted}
          onChange={(event) => setUnencrypted(event.currentTarget.checked)}
        />
      )}
    </form>
  );
}

/** Why a login was not taken; the sentences of the trial say it better than those of a station. */
function refusalWords(error: unknown): string {
  const of = asFault(error);
  const { why, cause } = of.data;
  if (of.code !== 'registry-refused' || typeof why !== 'string' || typeof cause !== 'string')
    return inOneLine(of);
  const { what, act } = faultWords({ why: why as Parameters<typeof faultWords>[0]['why'], cause });
  return `${what} Nothing was changed. ${act}. (${of.code})`;
}
