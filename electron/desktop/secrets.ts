import type { Platform } from '../host/platform.ts';
import type { Shell } from './shell.ts';

const sealedName = (name: string) => `${name}-sealed`;

/**
 * Secrets that the system's key store has sealed. Where it has none, or a plain-text one, nothing is given to it: the secret stays an
 * owner-only file, as under plain Node, and the log says so. A secret that another shell left open
 * is used as it is.
 */
export function sealSecrets(
  files: Platform['secrets'],
  { ask }: Pick<Shell, 'ask'>,
  log: Platform['log'],
): Platform['secrets'] {
  const write = async (name: string, value: Uint8Array): Promise<void> => {
    const sealed = await ask({ what: 'seal', bytes: value });
    if (sealed instanceof Uint8Array) return files.write(sealedName(name), sealed);
    log({ level: 'warn', what: 'secret not sealed', name, kept: 'in a file that only its owner can read' });
    await files.write(name, value);
  };
  return {
    write,
    async read(name) {
      const open = await files.read(name);
      if (open !== null) return open;
      const sealed = await files.read(sealedName(name));
      if (sealed === null) return null;
      const value = await ask({ what: 'unseal', bytes: sealed });
      if (value instanceof Uint8Array) return value;
      throw new Error(
        `The secret ${name} was sealed by another user, another system or a key store that is locked now. Nothing was changed: ` +
          'unlock the key store, or sign in as the user who set this station up, and start Loupe again.',
      );
    },
  };
}
