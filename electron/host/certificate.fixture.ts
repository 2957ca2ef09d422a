import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const words =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=station.lab ' +
  '-addext subjectAltName=DNS:station.lab,IP:127.0.0.1';

/** A certificate (PEM) that signs itself, for one name and one address; null where there is no OpenSSL to make it. */
export async function makeCertificate(): Promise<{ certificate: string; key: string } | null> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-tls-'));
  const [key, certificate] = [join(folder, 'key'), join(folder, 'cert')];
  try {
    execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
