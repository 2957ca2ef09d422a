/** Makes the starter package: `node electron/cli/starter.ts [--out DIR] [--good DIR] [--name NAME] [--pieces N] [--placement fixture|loose]`. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { boxOnFrame } from '../../ml/demo/piece.ts';
import type { Frame } from '../../ml/image/frame.ts';
import type { Placement } from '../../ml/train/anomaly.ts';
import { makeStarterPackage, type StarterPackage, type TrialPicture } from '../../ml/train/starter.ts';
import { causeOf } from '../host/durable.ts';
import { writeFolder } from './model-files.ts';
import { createCpuEngine, readPicture } from './starter-engine.ts';

export interface StarterOptions {
  /** The package's folder; what was there is replaced whole. */
  readonly out: string;
  /** A folder of good pictures; without it the demo bench is photographed. */
  readonly goodFolder?: string;
  /** Good demo pieces, or the most pictures taken of the folder. */
  readonly pieces?: number;
  readonly name?: string;
  readonly placement?: Placement;
  readonly onProgress?: (line: string) => void;
}

/** Seeds of the good pieces. */
const goodSeeds = 100_000;
/** Seeds of the trial: pieces that nobody looked at while scene and recipe were settled, as was done with the first 200. */
const trialSeeds = 50_000;
const trialPieces = 200;

/** Makes the package and writes it to `out`, unsigned: the station that installs it signs it with its own key. */
export async function makeStarter({
  out,
  goodFolder,
  pieces,
  name,
  placement,
  onProgress = () => {},
}: StarterOptions): Promise<StarterPackage> {
  const demo = goodFolder === undefined;
  const frames = demo
    ? demoFrames(pieces ?? 60, onProgress)
    : await folderFrames(goodFolder, pieces ?? 200, onProgress);
  let said = '';
  const made = await makeStarterPackage({
    frames,
    trial: demo ? demoTrial() : [],
    pictures: demo
      ? `Learnt from ${frames.length} rendered pictures of a needle holder on the demo bench. It judges the demo scene and nothing else.`
      : `Learnt from ${frames.length} good pictures of ${frames[0]?.width} × ${frames[0]?.height} pixels.`,
    engine: createCpuEngine,
    name: name ?? (demo ? 'starter' : 'anomaly'),
    created: new Date().toISOString(),
    by: 'loupe starter',
    placement: placement ?? (demo ? 'fixture' : 'loose'),
    onProgress: ({ stage, ...step }) => {
      const total = 'total' in step ? step.total : frames.length;
      const line = `${stage} ${Math.floor((10 * step.done) / total) * 10} %`;
      if (line !== said) onProgress((said = line));
    },
    onTrial: (done) => {
      if (done % 50 === 0) onProgress(`trial: ${done} of ${trialPieces} unseen pieces judged`);
    },
  });
  await writeFolder(out, made.files);
  return made;
}

function demoFrames(count: number, say: (line: string) => void): Frame[] {
  say(`rendering ${count} good pieces`);
  return Array.from(demoDataset(count, { from: goodSeeds, only: 'good' }), ({ frame }) => frame);
}

function* demoTrial(): Generator<TrialPicture> {
  for (const { frame, piece } of demoDataset(trialPieces, { from: trialSeeds })) {
    yield {
      frame,
      defective: piece.defects.length > 0,
      boxes: piece.defects.map(({ box }) => boxOnFrame(box, frame)),
    };
  }
}

/** Pictures spread evenly over the folder, in the order of their names. */
async function folderFrames(folder: string, most: number, say: (line: string) => void): Promise<Frame[]> {
  const names = (await readdir(folder))
    .filter((file) => /\.(jpe?g|png|webp|bmp|tiff?)$/i.test(file))
    .toSorted();
  const count = Math.min(most, names.length);
  say(`reading ${count} of ${names.length} good pictures`);
  const chosen = Array.from({ length: count }, (_, i) => names[Math.floor((i * names.length) / count)] ?? '');
  const frames: Frame[] = [];
  for (const file of chosen) frames.push(await readPicture(join(folder, file)));
  return frames;
}

async function main(): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { out: text, good: text, name: text, pieces: text, placement: text },
    });
    const { placement, pieces } = values;
    if (placement !== undefined && placement !== 'fixture' && placement !== 'loose')
      throw new RangeError(`--placement is fixture or loose, got ${placement}`);
    if (pieces !== undefined && !/^\d{1,5}$/.test(pieces))
      throw new RangeError(`--pieces is a whole number, got ${pieces}`);
    const { figures, fitted } = await makeStarter({
      out: resolve(values.out ?? 'out/starter'),
      ...(values.good !== undefined && { goodFolder: resolve(values.good) }),
      ...(values.name !== undefined && { name: values.name }),
      ...(pieces !== undefined && { pieces: Number(pieces) }),
      ...(placement !== undefined && { placement }),
      onProgress: say,
    });
    process.stdout.write(
      `${JSON.stringify({ event: 'done', model: fitted.manifest.name, metrics: fitted.manifest.metrics, figures })}\n`,
    );
    return 0;
  } catch (error) {
    say(causeOf(error));
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main();
