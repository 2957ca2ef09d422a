import type { Settings } from '../../../contract/settings.ts';

/** Who one is at a server. */
export type Credentials = { readonly user: string; readonly password: string } | { readonly token: string };

/** The user's name; null: a token has none. */
export const userOf = (credentials: Credentials): string | null =>
  'token' in credentials ? null : credentials.user;

/** Credentials as they are kept, with the one server they are for. */
export interface Login {
  readonly url: string;
  readonly credentials: Credentials;
}

/** The way to an MLflow server. */
export interface Access {
  /** Without a slash at its end. */
  readonly url: string;
  /** null: none are known; the server may not want any. */
  readonly credentials: Credentials | null;
  /** PEM; null: the certificates that the system knows. */
  readonly caFile: string | null;
  /** Who named the server. */
  readonly from: 'settings' | 'environment';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The MLflow server a station works with, and who it is there; null: a folder is its registry.
 *
 * The server: the settings, else `MLFLOW_TRACKING_URI`. An admin's word is in the journal, so a variable that happens to be set does not turn a
 * station elsewhere; and a folder of one's own is an admin's word too. What is no http address there (`sqlite:`, a path) is meant for other programs.
 *
 * Credentials, as MLflow's own clients do it: `MLFLOW_TRACKING_USERNAME` with `MLFLOW_TRACKING_PASSWORD`, else `MLFLOW_TRACKING_TOKEN`, else those
 * in the address of the environment; then those kept by `loupe registry login`. None of them ever goes to another server than it was
 * given for: the environment's not to the settings' where it names one itself.
 */
export function chooseAccess({
  settings,
  environment,
  kept,
}: {
  readonly settings: Pick<Settings, 'registryUrl' | 'registryCaFile' | 'registryFolder'>;
  readonly environment: Environment;
  readonly kept: Login | null;
}): Access | null {
  const named = serverAddress(environment['MLFLOW_TRACKING_URI'] ?? '');
  const set = serverAddress(settings.registryUrl);
  const chosen = set ?? (settings.registryFolder === '' ? named : null);
  if (chosen === null) return null;
  const { url } = chosen;
  const environmentSpeaks = named === null || named.url === url;
  const credentials =
    (environmentSpeaks ? (environmentCredentials(environment) ?? named?.credentials) : null) ??
    (kept?.url === url ? kept.credentials : null);
  const variable = environmentSpeaks ? environment['MLFLOW_TRACKING_SERVER_CERT_PATH'] : undefined;
  return {
    ...{ url, credentials, from: set === null ? 'environment' : 'settings' },
    caFile: settings.registryCaFile || variable || null,
  };
}

/** An http address with the credentials in it taken out; null for anything else. */
export function serverAddress(
  text: string,
): { readonly url: string; readonly credentials: Credentials | null } | null {
  const parsed = URL.parse(text);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) return null;
  const { origin, pathname, username, password } = parsed;
  const url = `${origin}${pathname}`.replace(/\/+$/, '');
  const user = decoded(username);
  const secret = decoded(password);
  return { url, credentials: user && secret ? { user, password: secret } : null };
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Whether what is sent there is read by nobody on the way: encrypted, or within this machine. */
export const isPrivate = (url: string): boolean =>
  url.startsWith('https:') || /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(url);

/** Half a pair is none, as for MLflow. */
export function environmentCredentials(environment: Environment): Credentials | null {
  const {
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: password,
    MLFLOW_TRACKING_TOKEN: token,
  } = environment;
  if (user && password) return { user, password };
  return token ? { token } : null;
}

/** Why such credentials cannot be sent; null: they can. */
export function unfit(credentials: Credentials): string | null {
  if ('token' in credentials)
    return /^[\x21-\x7e]+$/.test(credentials.token) ? null : 'a token has visible ASCII characters only';
  const { user, password } = credentials;
  if (user.length > 500) return 'a user’s name has 500 characters at most';
  if (user.includes(':')) return 'a user’s name has no colon';
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  return /[\x00-\x1f\x7f]/.test(user + password) ? 'there is a control character in it' : null;
}

/** The value of the `authorization` header. */
export const authorization = (credentials: Credentials): string =>
  'token' in credentials
    ? `Bearer ${credentials.token}`
    : `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64')}`;
