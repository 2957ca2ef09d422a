import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fuseSentinel } from './fuses.ts';

/**
 * A folder that electron-builder takes for an unpacked Electron: a "binary" that holds nothing but fuses as Electron ships them. What is
 * packed around it proves files and settings; it cannot be started.
 */
export async function writeStubElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'locales'), { recursive: true });
  const shipped = '101100011';
  const wire = Buffer.concat([
    Buffer.from(`no Electron: a stub\n${fuseSentinel}`),
    Buffer.from([1, shipped.length]),
    Buffer.from(shipped),
  ]);
  await writeFile(join(folder, 'electron'), wire, { mode: 0o755 });
  await writeFile(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak'])
    await writeFile(join(folder, name), 'stub\n');
}
