import { encodeY4m } from '../../../../ml/image/y4m.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { greyFrame } from '../../models/sample.fixture.ts';
import { createNodePlatform } from '../../platform-node.ts';
import { ada, finish, openRoomOn } from '../room.fixture.ts';
import { benchIn } from './bench.fixture.ts';

// `node kill-driver.fixture.ts DATA LIFE`: a station on a real folder that records, labels and freezes without pause until somebody kills it.
// What it says on stdout is one JSON object a line; a pipe takes each whole, so what was said before a SIGKILL is heard.

export type Said =
  | { readonly says: 'open'; readonly faults: readonly string[] }
  | { readonly says: 'labelled'; readonly label: string; readonly inspection: string }
  | { readonly says: 'freezing' }
  | { readonly says: 'frozen'; readonly hash: string; readonly images: number };

const side = 32;
const [data = '', life = ''] = process.argv.slice(2);
const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);

const platform = createNodePlatform({ data, workers: () => '' });
const bench = benchIn(await openRoomOn(platform, createPictures(platform)));
say({ says: 'open', faults: await faults() });
for (let n = 0; ; n++) {
  for (const piece of [0, 1, 2]) {
    const frame = greyFrame((n * 7 + piece) % 240, side);
    // No two pictures are the same, so none stands in for another that is missing.
    frame.data.set(new TextEncoder().encode(`${life}-${n}-${piece}`));
    const bytes = encodeY4m(frame);
    const sha256 = await bench.images.put('y4m', bytes);
    const image = { sha256, type: 'y4m' as const, width: side, height: side, bytes: bytes.length };
    const inspection = await bench.inspect(n, { image });
    const label = await bench.label(inspection, piece === 0 ? 'pass' : 'defect');
    say({ says: 'labelled', label, inspection });
  }
  say({ says: 'freezing' });
  const { summary } = await finish(bench.reviewed.freeze({ name: 'tips', which: { kind: 'new' } }, ada));
  say({ says: 'frozen', hash: summary.hash, images: summary.images });
}

/** What is wrong with the datasets: one that cannot be read, a picture that is not there. */
async function faults(): Promise<string[]> {
  const found: string[] = [];
  for (const { name, images } of bench.datasets.list()) {
    const { entries } = (await bench.datasets.open(name)).dataset;
    if (entries.length !== images) found.push(`${name} says ${images} pictures and has ${entries.length}`);
    for (const { image } of entries)
      if (!(await bench.images.has(image))) found.push(`${image} is not there`);
  }
  return found;
}
