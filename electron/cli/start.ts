import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { make } from './making.ts';

// `npm start`: builds what is not up to date, then runs `loupe serve` with whatever was said after `--`.
const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

if (await make(root, false, say)) {
  const args = [join(root, 'out', 'main', 'cli.js'), 'serve', ...process.argv.slice(3)];
  const station = spawn(process.execPath, args, { stdio: 'inherit' });
  // Ctrl-C reaches the station by itself, as it shares our terminal; a kill has to be passed on. Either way we leave after it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => station.kill('SIGTERM'));
  station.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 3 : 1);
  });
} else process.exitCode = 3;
