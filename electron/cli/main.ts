#!/usr/bin/env node
import { tooOld } from './old-node.mjs';

// Everything else is loaded once this Node is known to be new enough: an old one stops, in its own words, at the first import that it lacks.
const why = tooOld(process.versions.node);
if (why === null) await (await import('./program.ts')).program(import.meta.url);
else {
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
}
