// Every measurement, one after the other; `npm run bench inference` runs one. Read ratios, not times: each program says how busy the machine was.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const programs = [
  'inference',
  'start',
  'projection',
  'review',
  'training',
  'beside-training',
  'drain',
  'stations',
];
const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !programs.includes(name));
if (unknown !== undefined) {
  console.error(`there is no bench ${unknown}; known are ${programs.join(', ')}`);
  process.exit(2);
}
for (const name of chosen.length > 0 ? chosen : programs) {
  console.log(`\n── ${name} ──`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.ts`, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
