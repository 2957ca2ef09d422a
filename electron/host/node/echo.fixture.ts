import { readSync } from 'node:fs';
import { attach, bulkDescriptor, bulkTaken, isDetached } from '../../contract/bulk.ts';

// A worker that answers what it was told, prints `say` and ends when told how.
process.send?.('up');
process.on('message', (message) => {
  const told = isDetached(message) ? attach(message, readParts(message.bulk)) : message;
  const { say, exit } = told as { say?: string; exit?: number };
  if (say !== undefined) process.stderr.write(`${say}\n`);
  if (exit !== undefined) process.exit(exit);
  process.send?.(told);
});

function readParts(lengths: readonly number[]): Uint8Array[] {
  let at = 0;
  const parts = lengths.map((length) => {
    const part = new Uint8Array(length);
    readSync(bulkDescriptor, part, 0, length, at);
    at += length;
    return part;
  });
  process.send?.(bulkTaken);
  return parts;
}
