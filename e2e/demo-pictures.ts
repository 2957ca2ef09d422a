import sharp from 'sharp';
import type { Client } from '../electron/contract/client.ts';
import type { DatasetSummary } from '../electron/contract/datasets.ts';
import { demoDataset } from '../ml/demo/dataset.ts';
import { rgbaOf } from '../ml/image/colour.ts';

interface Wanted {
  readonly name: string;
  /** Of good needle holders, and as many scissors among them, which a small network tells apart within seconds. */
  readonly pieces: number;
  /** The same picture on both sides of the split: training is blocked. */
  readonly leak?: boolean;
}

const size = { width: 320, height: 180 };

/** Imports pieces of the demo scene as a dataset with three sides, and freezes it. */
export async function importDemo(client: Client, wanted: Wanted): Promise<DatasetSummary> {
  const { name, pieces, leak } = wanted;
  const draft = `e2e-${name}`;
  const files: { path: string; bytes: Uint8Array }[] = [];
  for (const [kind, instrument] of [
    ['good', 'Needle holder'],
    ['scissors', 'Scissors'],
  ] as const) {
    let i = 0;
    for (const { frame } of demoDataset(pieces, { instrument, only: 'good', size })) {
      // Of five, three to learn from, one for limits, one to test with.
      const side = (['train', 'train', 'train', 'valid', 'test'] as const)[i % 5]!;
      files.push({ path: `${side}/${kind}/${i++}.png`, bytes: await png(rgbaOf(frame)) });
    }
  }
  const first = files.find(({ path }) => path.startsWith('train/good/'));
  if (leak && first) files.push({ path: 'test/good/again.png', bytes: first.bytes });
  for (let from = 0; from < files.length; from += 20)
    await client.datasets.upload({ draft, files: files.slice(from, from + 20) });
  let summary: DatasetSummary | null = null;
  for await (const said of await client.datasets.import({ draft, name, layout: 'folders' }))
    if (said.state === 'done') summary = said.summary;
  if (summary === null) throw new Error(`the import of ${name} did not end`);
  return leak ? summary : client.datasets.freeze({ name });
}

const png = async (rgba: Uint8ClampedArray): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp(rgba, { raw: { ...size, channels: 4 } })
      .removeAlpha()
      .png()
      .toBuffer(),
  );
