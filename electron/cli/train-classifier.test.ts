import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../ml/demo/random.ts';
import { recipes } from '../../ml/train/recipe.ts';
import { commands } from './commands.ts';
import { canTrain, openDesk, places } from './desk.fixture.ts';
import { quietIo } from './io.fixture.ts';
import { run } from './run.ts';

let desk: Awaited<ReturnType<typeof openDesk>>;

/** 20 × 20 grey noise, with a dark spot where it is bent. */
async function picture(bent: boolean, seed: number): Promise<Uint8Array> {
  const random = createRandom(seed);
  const pixels = Uint8Array.from({ length: 400 }, () => 150 + random.below(40));
  const at = 20 * (3 + random.below(11)) + 3 + random.below(11);
  if (bent) for (let i = 0; i < 9; i++) pixels[at + 20 * Math.floor(i / 3) + (i % 3)] = 20;
  return sharp(pixels, { raw: { width: 20, height: 20, channels: 1 } })
    .png()
    .toBuffer();
}

beforeAll(async () => {
  desk = await openDesk();
  for (let i = 0; i < 120; i++) {
    const [kind, side] = [i % 2 ? 'bent' : 'ok', i < 90 ? 'train' : 'test'];
    await desk.write(`set/${side}/${kind}/${i}.png`, await picture(i % 2 === 1, i));
  }
  // One picture is on both sides.
  await desk.write('set/train/ok/again.png', await picture(false, 100));
  const small = {
    ...{ ...recipes.quick, name: 'small', epochs: 8, batch: 10, rate: 0.01 },
    input: { width: 16, height: 16, channels: 1 },
    layers: [
      ...[{ op: 'conv', filters: 6, side: 3 }, { op: 'max-pool', side: 2 }, { op: 'norm' }, { op: 'relu' }],
      { op: 'summary' },
    ],
  };
  await desk.write('small.json', JSON.stringify(small));
});
afterAll(() => desk.close());

const words = (out: string) => [
  'train',
  desk.at('set'),
  '--task',
  'classify',
  '--config',
  desk.at('small.json'),
  '--threads',
  '1',
  '--out',
  desk.at(out),
];

describe.skipIf(!canTrain)('loupe train --task classify', () => {
  test('makes a package that finds the bent ones, and says what it rests on', async () => {
    const { code, results, complaints } = await desk.loupe(...words('package'));
    expect([code, complaints.includes('"event":"progress"')]).toEqual([0, true]);
    expect(complaints).toContain('1 training pictures are in test too, and were left out of training');
    expect(results).toMatchObject([{ event: 'done', evaluation: { n: 30, escapes: 0, falseRejects: 0 } }]);
    const card = await readFile(desk.at('package/card.md'), 'utf8');
    expect(card).toContain('72 trained on, 18 for calibration and limits, 30 for the test');
    expect(card).toContain('prove no better than');
    const again = await desk.loupe('evaluate', desk.at('package'), desk.at('set'), '--max-escapes', '0');
    expect([again.code, again.results[0]]).toMatchObject([0, { n: 30, escapes: 0 }]);
    await expect(stat(desk.at('package.checkpoint'))).rejects.toThrow();
  });

  test('a run that is stopped leaves no package, goes on where it was, and ends with the same model', async () => {
    const stop = new AbortController();
    const { io, complaints } = quietIo();
    const stderr = (line: string) => {
      io.stderr(line);
      if (line.startsWith('epoch 4')) stop.abort(new Error('stopped by the test'));
    };
    const stopped = await run(words('stopped'), commands, { ...io, stderr, signal: stop.signal, places });
    expect(stopped).not.toBe(0);
    expect(complaints.join('\n')).toContain('epoch 4 of 8');
    await expect(stat(desk.at('stopped'))).rejects.toThrow();
    const gone = await desk.loupe(...words('stopped'));
    expect([gone.code, gone.complaints.includes('"epoch":2,')]).toEqual([0, false]);
    const [one, other] = await Promise.all(
      ['package', 'stopped'].map((name) => readFile(desk.at(name, 'model.onnx'))),
    );
    expect(one!.equals(other!)).toBe(true);
  });
});

test.each([
  [['--recipe', 'quik'], 'did you mean quick?'],
  [['--config', 'none.json'], 'cannot be read'],
  [['--miss-at-most', '2'], 'a share between 0 and 1'],
  [['--pass', 'fine'], 'no class of'],
])('%j is wrong usage', async (more, message) => {
  const { code, complaints } = await desk.loupe(
    'train',
    desk.at('set'),
    '--task',
    'classify',
    '--out',
    desk.at('x'),
    ...more,
  );
  expect([code, complaints]).toEqual([2, expect.stringContaining(message)]);
});
