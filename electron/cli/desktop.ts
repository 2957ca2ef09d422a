import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { electronProgram } from './electron-program.ts';
import { make } from './making.ts';

// `npm run desktop`: builds what is not up to date, then opens the window of the desktop with whatever was said after `--`.
const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

const found = electronProgram(root, process.env);
if ('why' in found) {
  say(found.why);
  say('Until then npm start runs the same station, with the same screens, behind a browser.');
  process.exitCode = 2;
} else if (await make(root, false, say)) {
  // The image worker needs a plain Node on Linux. A terminal inside another Electron asks ours to be a Node.
  const environment: NodeJS.ProcessEnv = { ...process.env, LOUPE_NODE: process.execPath };
  delete environment['ELECTRON_RUN_AS_NODE'];
  const desktop = spawn(found.program, [root, ...process.argv.slice(3)], {
    stdio: 'inherit',
    env: environment,
  });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => desktop.kill('SIGTERM'));
  desktop.on('error', (error) => {
    say(`Electron does not start: ${error.message}`);
    process.exitCode = 3;
  });
  desktop.on('exit', (code) => {
    process.exitCode = code ?? 3;
  });
} else process.exitCode = 3;
