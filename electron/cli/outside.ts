import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { Outside } from '../served/api/outside.ts';
import { causeOf } from '../host/durable.ts';
import { wholeNumber } from './arguments.ts';
import { UsageError } from './io.ts';

/** Beside the page's own port, which belongs to this machine alone. */
const usualPort = '7311';

/**
 * Where other machines may reach the API; undefined when nobody asked for it.
 * @throws UsageError for an address without certificate and key, or ones that do not belong together or are out of date
 */
export async function readOutside(
  values: Readonly<Partial<Record<'bind' | 'tls-cert' | 'tls-key', string>>>,
  now = new Date(),
): Promise<Outside | undefined> {
  const { bind, 'tls-cert': certificateFile, 'tls-key': keyFile } = values;
  if (bind === undefined) {
    if (certificateFile === undefined && keyFile === undefined) return undefined;
    throw new UsageError('--tls-cert and --tls-key go with --bind ADDRESS');
  }
  const [, bracketed, plain, port = usualPort] =
    /^(?:\[([\da-f:.]+)\]|([\d.]+|[\da-f]*:[\da-f:.]*:[\da-f:.]*))(?::(\d+))?$/i.exec(bind) ?? [];
  const address = bracketed ?? plain ?? '';
  if (isIP(address) === 0)
    throw new UsageError(
      `--bind ${bind}: an IP address of this machine is allowed, with :PORT after it (IPv6 in brackets)`,
    );
  if (certificateFile === undefined || keyFile === undefined)
    throw new UsageError(
      '--bind needs --tls-cert FILE and --tls-key FILE: nothing leaves this machine unencrypted',
    );
  const [certificate, key] = await Promise.all([readText(certificateFile), readText(keyFile)]);
  try {
    const shown = new X509Certificate(certificate);
    if (!shown.checkPrivateKey(createPrivateKey(key)))
      throw new Error('the key does not belong to the certificate');
    if (shown.validToDate < now) throw new Error(`the certificate was valid until ${shown.validTo}`);
  } catch (error) {
    const why = causeOf(error);
    throw new UsageError(`${certificateFile} and ${keyFile} cannot be used: ${why}`, { cause: error });
  }
  return { address, port: wholeNumber('bind', port, 0, 65535), certificate, key };
}

const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause: error });
  });
