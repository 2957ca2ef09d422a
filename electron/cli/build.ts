import { fileURLToPath } from 'node:url';
import { make } from './making.ts';

// `npm run build`
const root = fileURLToPath(new URL('../../', import.meta.url));
if (!(await make(root, true, (line) => void process.stderr.write(`${line}\n`)))) process.exitCode = 3;
