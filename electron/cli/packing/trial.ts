import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { demoDataset } from '../../../ml/demo/dataset.ts';
import { rgbOf } from '../../../ml/image/colour.ts';
import { runProcess } from '../process.ts';

/**
 * Starts the host of an extracted package with plain Node and lets it judge two pieces of the demo bench, a good one and a damaged one.
 * @param scratch an empty folder
 * @returns what went otherwise than it should, in words
 */
export async function inspectWith(folder: string, scratch: string): Promise<string[]> {
  await mkdir(scratch, { recursive: true });
  const wanted = new Map<string, string>();
  for (const [only, verdict] of [
    ['good', 'pass'],
    ['damaged', 'defect'],
  ] as const) {
    const file = join(scratch, `${verdict}.png`);
    for (const { frame } of demoDataset(1, { from: 7, only })) {
      const { width, height } = frame;
      await sharp(rgbOf(frame), { raw: { width, height, channels: 3 } })
        .png()
        .toFile(file);
    }
    wanted.set(file, verdict);
  }
  const args = ['inspect', ...wanted.keys(), '--json', '--data', join(scratch, 'data')];
  const { code, output } = await runProcess(process.execPath, [join(folder, 'out/main/cli.js'), ...args], {
    limitMs: 120_000,
    folder: scratch,
  });
  const problems: string[] = code === 0 ? [] : [`its host ended with ${code}: ${output.slice(-2000)}`];
  const answers = output.split('\n').filter((line) => line.startsWith('{"file"'));
  for (const [file, verdict] of wanted) {
    const answer = answers.find((line) => line.includes(JSON.stringify(file)));
    const got = answer === undefined ? 'nothing' : (JSON.parse(answer) as { verdict: string }).verdict;
    if (got !== verdict) problems.push(`of a piece that is ${verdict} its host says ${got}`);
  }
  return problems;
}
