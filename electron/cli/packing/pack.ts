import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '../process.ts';
import type { PackedApp } from './check.ts';
import { writeStubElectron } from './stub-electron.ts';

export interface PackOptions {
  readonly root: string;
  /** Replaced whole. */
  readonly output: string;
  /** An unpacked Electron; null: around a stub, and no installers. */
  readonly electron: string | null;
  readonly version: string;
  readonly scratch: string;
  say(line: string): void;
}

/** Runs electron-builder for this machine. @returns null when it failed; `say` has been told why */
export async function pack({
  root,
  output,
  electron,
  version,
  scratch,
  say,
}: PackOptions): Promise<(PackedApp & { readonly folder: string }) | null> {
  const { platform, arch } = process;
  const distribution = electron ?? join(scratch, 'electron');
  if (electron === null) await writeStubElectron(distribution, version);
  await rm(output, { recursive: true, force: true });
  say(electron === null ? 'packing around a stub' : 'packing');
  const { code, output: said } = await runProcess(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'),
      ...{ linux: ['--linux'], win32: ['--win'], darwin: ['--mac'] }[
        platform as 'linux' | 'win32' | 'darwin'
      ],
      ...(electron === null ? ['dir'] : []),
      '--publish=never',
      `-c.electronVersion=${version}`,
      `-c.electronDist=${distribution}`,
      `-c.directories.output=${output}`,
    ],
    { limitMs: 30 * 60_000, folder: root },
  );
  if (code !== 0) {
    say(said);
    return null;
  }
  return { platform, arch, folder: output, ...placesOf(platform, arch, output) };
}

/** Where electron-builder leaves the unpacked app. */
function placesOf(platform: string, arch: string, output: string): Pick<PackedApp, 'resources' | 'binary'> {
  const suffix = arch === 'x64' ? '' : `-${arch}`;
  if (platform === 'darwin') {
    const contents = join(output, `mac${suffix}`, 'Loupe.app', 'Contents');
    const framework = 'Frameworks/Electron Framework.framework/Versions/A/Electron Framework';
    return { resources: join(contents, 'Resources'), binary: join(contents, framework) };
  }
  const folder = join(output, `${platform === 'win32' ? 'win' : 'linux'}${suffix}-unpacked`);
  return {
    resources: join(folder, 'resources'),
    binary: join(folder, platform === 'win32' ? 'Loupe.exe' : 'loupe-station'),
  };
}
