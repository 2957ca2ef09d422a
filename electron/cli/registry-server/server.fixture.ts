import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

// Stands where `python -m mlflow server` would: answers /health, has a worker that ends only when it is told to. In its folder it writes what it
// was started with. FAKE_SERVER=broken: ends with an error instead.

if (process.env['FAKE_SERVER'] === 'broken') {
  process.stderr.write('INFO: starting\nsqlalchemy.exc.DatabaseError: file is not a database\nbye\n');
  process.exit(1);
}
const args = process.argv.slice(2);
const worker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('MLFLOW_')),
);
writeFileSync(join(process.cwd(), 'seen.json'), JSON.stringify({ args, environment, worker: worker.pid }));
createServer((request, response) => {
  response.statusCode = request.url === '/health' ? 200 : 404;
  response.end('OK');
}).listen(Number(args[args.indexOf('--port') + 1]), '127.0.0.1');
