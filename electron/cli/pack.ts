import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronFolder } from './electron-program.ts';
import { make } from './making.ts';
import { checkPack } from './packing/check.ts';
import { pack } from './packing/pack.ts';

// `npm run pack`: builds, packs, and looks whether what came out may be shipped.
const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  if (!(await make(root, false, say))) return 3;
  const scratch = await mkdtemp(join(tmpdir(), 'loupe-pack-'));
  try {
    const { version } = JSON.parse(
      await readFile(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
    ) as { version: string };
    const electron = electronFolder(root, process.env);
    if (electron === null && process.platform !== 'linux') {
      say(`There is no Electron to pack: ${howToGiveOne(version)}`);
      return 2;
    }
    const packed = await pack({ root, output: join(root, 'out', 'pack'), electron, version, scratch, say });
    if (packed === null) return 3;
    const { problems, files, bytes } = await checkPack(packed, root, scratch);
    for (const problem of problems) say(`  ${problem}`);
    say(`${files} files, ${(bytes / 1e6).toFixed(1)} MB beside Electron itself; in ${packed.folder}`);
    if (electron === null)
      say(
        'Packed around a stub: files, fuses and the host that starts from them are checked, an installer is not made. For a real package ' +
          howToGiveOne(version),
      );
    say(
      problems.length === 0
        ? 'the package is as it should be'
        : `${problems.length} problems: not to be shipped`,
    );
    return problems.length === 0 ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const howToGiveOne = (version: string): string =>
  `run npx install-electron --no, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron ${version}, and run npm run pack again.`;

process.exitCode = await main();
