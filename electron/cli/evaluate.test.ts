import { cp, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { harmless } from '../../ml/onnx/hostile.fixture.ts';
import { openDesk, type Desk } from './desk.fixture.ts';

let desk: Desk;
const at = (...path: string[]) => desk.at(...path);
const loupe = (...args: string[]) => desk.loupe(...args);
const wrap = (...args: Parameters<Desk['wrap']>) => desk.wrap(...args);
const write = (...args: Parameters<Desk['write']>) => desk.write(...args);
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe('evaluate', () => {
  /** The score is the mean of the picture: the brighter, the more damage. */
  const pack = async () => {
    await wrap(
      await write('harmless.onnx', harmless),
      'mean',
      ...['--classes', 'good,damage', '--kernel', 'area/u8', '--range', '0-1', '--thresholds', '0.4,0.6'],
    );
    // one value is taken for log-odds; here it is the probability itself
    const manifest = JSON.parse(await readFile(at('mean', 'model.json'), 'utf8')) as { outputs: object };
    await writeFile(
      at('mean', 'model.json'),
      JSON.stringify({ ...manifest, outputs: { ...manifest.outputs, activation: 'none' } }),
    );
  };
  const grey = (level: number) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background: { r: level, g: level, b: level } } })
      .png()
      .toBuffer();

  test('class folders, their test part, a file that is no picture, the gate', async () => {
    await pack();
    for (const [name, level] of [
      ['good/a', 20],
      ['good/b', 250],
      ['damage/c', 240],
      ['damage/d', 128],
    ] as const)
      await write(`set/test/${name}.png`, await grey(level));
    await write('set/train/good/x.png', await grey(0));
    const { code, results } = await loupe(
      'evaluate',
      at('mean'),
      at('set'),
      '--min-accuracy',
      '0.9',
      '--max-escapes',
      '0',
    );
    expect(results).toEqual([
      {
        ...{
          model: 'harmless 1',
          dataset: at('set'),
          split: 'test',
          task: 'classify',
          n: 4,
          accuracy: 0.75,
          auroc: 0.5,
          ece: expect.any(Number),
        },
        confusion: { damage: { damage: 2 }, good: { good: 1, damage: 1 } },
        ...{ escapes: 0, falseRejects: 1, unsure: 1, noResult: 0, msPerImage: expect.any(Number) },
        gate: { passed: false, failed: ['accuracy is 0.75, at least 0.9 was asked for'] },
      },
    ]);
    expect(code).toBe(1);
    await write('set/test/good/broken.png', 'no picture');
    const broken = await loupe('evaluate', at('mean'), at('set'), '--max-false-rejects', '1');
    expect(broken).toMatchObject({
      code: 1,
      results: [{ n: 5, noResult: 1, gate: { failed: ['1 pictures without a result, at most 0 allowed'] } }],
    });
    expect(await loupe('evaluate', at('mean'), at('set'), '--split', 'train')).toMatchObject({
      code: 0,
      results: [{ n: 1, split: 'train' }],
    });
  });

  test('against another package on the same pictures: which of the two is right more often', async () => {
    // The same model told the other way round: bright is good.
    const manifest = await readFile(at('mean', 'model.json'), 'utf8');
    await cp(at('mean'), at('turned'), { recursive: true });
    const turned = JSON.parse(manifest) as { classes: object[] };
    await writeFile(
      at('turned', 'model.json'),
      JSON.stringify({ ...turned, name: 'turned', classes: turned.classes.toReversed() }),
    );
    for (let i = 0; i < 12; i += 1) {
      await write(`pair/good/${i}.png`, await grey(10 + i));
      await write(`pair/damage/${i}.png`, await grey(240 - i));
    }
    expect(await loupe('evaluate', at('mean'), at('pair'), '--against', at('turned'))).toMatchObject({
      code: 0,
      results: [
        {
          ...{ accuracy: 1, gate: { passed: true } },
          against: {
            ...{ model: 'turned 1', accuracy: 0 },
            comparison: { ...{ n: 24, onlyFirst: 24, onlySecond: 0, difference: 1, answer: 'better' } },
          },
        },
      ],
    });
    expect(await loupe('evaluate', at('turned'), at('pair'), '--against', at('mean'))).toMatchObject({
      code: 1,
      results: [{ gate: { failed: ['worse than harmless 1 on the same pictures'] } }],
    });
    expect(await loupe('evaluate', at('mean'), at('pair'), '--against', at('mean'))).toMatchObject({
      code: 0,
      results: [{ against: { comparison: { bothRight: 24, p: 1, answer: 'not distinguishable' } } }],
    });
    expect(await loupe('evaluate', at('mean'), at('pair'), '--against', at('pair'))).toMatchObject({
      code: 2,
    });
  });

  test('an IDX pair, packed', async () => {
    const header = (...dims: number[]) => [0, 0, 8, dims.length, ...dims.flatMap((size) => [0, 0, 0, size])];
    const pixels = [30, 220].flatMap((level) => Array<number>(64 * 64).fill(level));
    await write(
      'idx/t10k-images-idx3-ubyte.gz',
      gzipSync(Uint8Array.from([...header(2, 64, 64), ...pixels])),
    );
    expect((await loupe('evaluate', at('mean'), at('idx'))).complaints).toContain(
      'labels-idx1-ubyte.gz is missing',
    );
    await write('idx/t10k-labels-idx1-ubyte.gz', gzipSync(Uint8Array.from([...header(2), 0, 1])));
    expect(await loupe('evaluate', at('mean'), at('idx'))).toMatchObject({
      code: 0,
      results: [{ n: 2, accuracy: 1, auroc: 1, split: 'test' }],
    });
    await write('idx/t10k-labels-idx1-ubyte.gz', gzipSync(Uint8Array.from([...header(3), 0, 1, 1])));
    expect(await loupe('evaluate', at('mean'), at('idx'))).toMatchObject({
      code: 2,
      complaints: expect.stringContaining('do not belong together'),
    });
  });

  test('what cannot be evaluated', async () => {
    for (const [args, words] of [
      [[at('mean')], 'name one package and one dataset'],
      [[at('mean'), at('nowhere')], 'there is no dataset'],
      [[at('nowhere'), at('set')], 'there is no package'],
      [[at('mean'), at('idx', '..', 'harmless.onnx')], 'neither a folder nor an IDX file'],
      [[at('mean'), at('set'), '--min-auroc', '2'], 'a number from 0 to 1'],
    ] as const) {
      const { code, complaints } = await loupe('evaluate', ...args);
      expect([code, complaints]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});
