// Plain JavaScript, because an old Node cannot read anything else of this repository: `node launch.mjs start`, `build` or `pack`.
import { tooOld } from './old-node.mjs';

const why = tooOld(process.versions.node);
const name = process.argv[2];

if (why !== null) {
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
} else if (name === 'start' || name === 'desktop' || name === 'build' || name === 'pack') {
  await import(`./${name}.ts`);
} else {
  process.stderr.write('Usage: node launch.mjs start | desktop | build | pack\n');
  process.exitCode = 2;
}
