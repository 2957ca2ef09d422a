import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLine, type LineFields } from '../electron/host/journal/line.ts';

/** Repeats the last recorded inspection of a stopped station `count` times, as new lines that continue its chain. */
export function lengthen(data: string, count: number): void {
  const folder = join(data, 'journal');
  const open = readdirSync(folder).find((name) => /^\d+\.jsonl$/.test(name));
  if (open === undefined) throw new Error(`${folder} has no open segment`);
  const lines = readFileSync(join(folder, open), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LineFields & { hash: string });
  const inspection = lines.findLast(({ kind }) => kind === 'inspection.recorded');
  if (inspection === undefined) throw new Error('the journal has no inspection yet');
  let { seq, hash } = lines.at(-1)!;
  const added: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const line = encodeLine({ ...inspection, seq: ++seq, prev: hash });
    ({ hash } = line);
    added.push(line.bytes);
  }
  appendFileSync(join(folder, open), Buffer.concat(added));
}
