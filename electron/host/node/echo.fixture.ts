import { readSync } from 'node:fs';
import { attach, bulkDescriptor, isDetached } from '../../contract/bulk.ts';

// A worker that answers what it was told, prints `say` and ends when told how.
process.send?.('up');
process.on('message', (message) => {
  const told = isDetached(message) ? attach(message, message.bulk.map(readPart)) : message;
  const { say, exit } = told as { say?: string; exit?: number };
  if (say !== undefined) process.stderr.write(`${say}\n`);
  if (exit !== undefined) process.exit(exit);
  process.send?.(told);
});

function readPart(length: number): Uint8Array {
  const part = new Uint8Array(length);
  for (let at = 0; at < length;) at += readSync(bulkDescriptor, part, at, length - at, null);
  return part;
}
