// Plain JavaScript, because an old Node cannot read anything else of this repository: `node launch.mjs start`, `build` or `pack`.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const name = process.argv[2];

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Loupe is built with Node 22.18 or newer, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org and try again.\n`,
  );
  process.exitCode = 2;
} else if (name === 'start' || name === 'desktop' || name === 'build' || name === 'pack') {
  await import(`./${name}.ts`);
} else {
  process.stderr.write('Usage: node launch.mjs start | desktop | build | pack\n');
  process.exitCode = 2;
}
