import { cp, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { harmless } from '../../ml/onnx/hostile.fixture.ts';
import { greyPng } from './pictures.fixture.ts';
import { openDesk } from './desk.fixture.ts';
import { places } from './places.fixture.ts';
import { openStation } from './station.ts';

const desk = openDesk();
const { at, loupe, wrap, write } = desk;

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

  test('class folders, their test part, a file that is no picture, the gate', async () => {
    await pack();
    for (const [name, level] of [
      ['good/a', 20],
      ['good/b', 250],
      ['damage/c', 240],
      ['damage/d', 128],
    ] as const)
      await write(`set/test/${name}.png`, await greyPng(level));
    await write('set/train/good/x.png', await greyPng(0));
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
          intervals: expect.any(Object),
          ...{ auroc: 0.5, averagePrecision: expect.closeTo(7 / 12, 12) },
          // One of the two damaged pictures is judged defect, and one good one.
          ...{ precision: 0.5, recall: 0.5, fBeta: 0.5 },
          ece: expect.any(Number),
        },
        confusion: { damage: { damage: 2 }, good: { good: 1, damage: 1 } },
        perClass: {
          good: { count: 2, precision: 1, recall: 0.5, fBeta: expect.closeTo(2 / 3, 12) },
          damage: {
            count: 2,
            precision: expect.closeTo(2 / 3, 12),
            recall: 1,
            fBeta: expect.closeTo(0.8, 12),
          },
        },
        ...{ escapes: 0, falseRejects: 1, unsure: 1, noResult: 0 },
        ...{ msPerImage: expect.any(Number), ms: expect.any(Object) },
        ...{ parameters: 0, bytes: harmless.length },
        mistakes: {
          ...{ escapes: [], falseRejects: ['test/good/b.png'], unsure: ['test/damage/d.png'], noResult: [] },
          worst: [
            {
              name: 'test/good/b.png',
              label: 'good',
              verdict: 'defect',
              predicted: 'damage',
              score: expect.any(Number),
            },
          ],
        },
        gate: { passed: false, failed: ['accuracy is 0.75, at least 0.9 was asked for'] },
      },
    ]);
    expect(code).toBe(1);
    await write('set/test/good/broken.png', 'no picture');
    const broken = await loupe('evaluate', at('mean'), at('set'), '--max-false-rejects', '1');
    expect(broken).toMatchObject({
      code: 1,
      results: [{ n: 5, noResult: 1, gate: { failed: ['pictures without a result: 1, at most 0 allowed'] } }],
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
      await write(`pair/good/${i}.png`, await greyPng(10 + i));
      await write(`pair/damage/${i}.png`, await greyPng(240 - i));
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
      't10k-images-idx3-ubyte.gz has no t10k-labels-idx1-ubyte.gz beside it',
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

  test('the MNIST gate as one command, on an IDX pair: met, and failing by name once something is broken', async () => {
    const gate = (model: string, ...more: string[]) =>
      loupe('evaluate', at(model), at('digits'), '--gate', 'mnist', ...more);
    const header = (...dims: number[]) => [0, 0, 8, dims.length, ...dims.flatMap((size) => [0, 0, 0, size])];
    const count = 40;
    const pixels = Array.from({ length: count }, (_, i) =>
      Array<number>(64 * 64).fill(i % 2 ? 140 : 110),
    ).flat();
    await write('digits/t10k-images-idx3-ubyte', Uint8Array.from([...header(count, 64, 64), ...pixels]));
    const labels = (first: number) => Array.from({ length: count }, (_, i) => (i + first) % 2);
    await write('digits/t10k-labels-idx1-ubyte', Uint8Array.from([...header(count), ...labels(0)]));
    expect(await gate('mean')).toMatchObject({
      code: 0,
      results: [
        {
          noise: { accuracy: 1, levels: expect.closeTo(76.5, 9), change: { kind: 'noise', sigma: 0.3 } },
          gate: { passed: true, failed: [] },
        },
      ],
    });
    // Too much noise for it: of the mean of 4,096 pixels a sigma of 20 leaves 0.31, more than light and dark are apart.
    const noisy = await gate('mean', '--noise', '20');
    expect([noisy.code, noisy.results]).toMatchObject([
      1,
      [{ gate: { failed: [expect.stringMatching(/^accuracy at noise 20 is 0\.\d+, at least 0\.98/)] } }],
    ]);
    // A network of too many weights, whatever its manifest says of them.
    const manifest = JSON.parse(await readFile(at('mean', 'model.json'), 'utf8')) as object;
    await cp(at('mean'), at('heavy'), { recursive: true });
    await writeFile(at('heavy', 'model.json'), JSON.stringify({ ...manifest, parameters: 25_000 }));
    expect((await gate('heavy')).results).toMatchObject([
      { gate: { failed: ['parameters: 25000, at most 24999 allowed'] } },
    ]);
    // Labels that it was not trained for.
    await write('digits/t10k-labels-idx1-ubyte', Uint8Array.from([...header(count), ...labels(1)]));
    expect(await gate('mean')).toMatchObject({
      code: 1,
      results: [
        {
          gate: {
            failed: [
              'accuracy is 0, at least 0.988 was asked for',
              'accuracy at noise 0.3 is 0, at least 0.98 was asked for',
            ],
          },
        },
      ],
    });
  });

  test('a gate from a file, the table of changes, a report as page and as JSON, checks of the dataset', async () => {
    const file = await write('gate.json', JSON.stringify({ minAuroc: 0.9, maxMs: 100_000, maxBytes: 10 }));
    const page = at('report.html');
    const first = await loupe(
      'evaluate',
      at('mean'),
      at('pair'),
      '--gate',
      file,
      '--robustness',
      '--report',
      page,
    );
    expect([first.code, first.results]).toMatchObject([
      1,
      [{ gate: { failed: [`bytes of model.onnx: ${harmless.length}, at most 10 allowed`] } }],
    ]);
    expect(await readFile(page, 'utf8')).toContain('brightness +30 grey levels');
    const json = at('report.json');
    const set = await loupe('evaluate', at('mean'), at('set'), '--check-dataset', '--report', json);
    expect([set.code, JSON.parse(await readFile(json, 'utf8'))]).toMatchObject([
      1,
      { gate: { failed: [expect.stringMatching(/^dataset: unreadable/), expect.any(String)] } },
    ]);
  });

  test('a dataset of the station, by its name and by the hash of a version, with what its classes mean', async () => {
    for (const [name, level] of [
      ['sharp/a', 20],
      ['sharp/b', 30],
      ['blunt/c', 240],
      ['blunt/d', 230],
    ] as const)
      await write(`blades/test/${name}.png`, await greyPng(level));
    const dataset = async (...args: string[]) => (await loupe('dataset', ...args)).results[0]!;
    const first = await dataset('import', at('blades'), '--pass', 'sharp');
    // Beside the station that has the folder open.
    const { host } = await openStation(at('station'), null, places, { providers: ['cpu'] });
    const byName = await loupe('evaluate', at('mean'), 'blades').finally(() => host.close());
    expect([byName.code, byName.results]).toMatchObject([
      0,
      [{ n: 4, split: 'test', dataset: 'blades', datasetHash: first['hash'], accuracy: 1, escapes: 0 }],
    ]);
    await write('more/test/blunt/e.png', await greyPng(10));
    const second = await dataset('add', 'blades', at('more'));
    expect(await loupe('evaluate', at('mean'), 'blades', '--max-escapes', '0')).toMatchObject({
      code: 1,
      results: [{ n: 5, datasetHash: second['hash'], mistakes: { escapes: ['test/blunt/e.png'] } }],
    });
    const hash = String(first['hash']);
    for (const word of [hash, hash.slice(0, 8)])
      expect((await loupe('evaluate', at('mean'), word)).results).toMatchObject([{ n: 4 }]);
    expect((await loupe('evaluate', at('mean'), 'blade')).complaints).toContain('did you mean blades?');
    // Nothing is judged by a dataset in which something blocks, where that is asked for.
    await write('twice/train/blunt/a.png', await greyPng(20));
    await dataset('add', 'blades', at('twice'));
    expect((await loupe('evaluate', at('mean'), 'blades', '--check-dataset')).results).toMatchObject([
      { gate: { failed: [expect.stringContaining('2 findings of blades block')] } },
    ]);
  });

  test('what cannot be evaluated', async () => {
    for (const [args, words] of [
      [[at('mean')], 'name one package and one dataset'],
      [[at('mean'), at('nowhere')], 'there is no folder'],
      [[at('nowhere'), at('set')], 'there is no package'],
      [[at('mean'), at('idx', '..', 'harmless.onnx')], 'neither a folder nor an IDX file'],
      [[at('mean'), at('set'), '--min-auroc', '2'], '--min-auroc 2: Too big'],
      [[at('mean'), at('set'), '--max-escapes', '1.5'], '--max-escapes 1.5'],
      [[at('mean'), at('set'), '--min-noise-accuracy', '0.9'], 'needs --noise SIGMA'],
      [[at('mean'), at('set'), '--gate', 'mnits'], 'did you mean mnist?'],
      [[at('mean'), at('set'), '--gate', './none.json'], 'cannot be read'],
      [[at('mean'), at('set'), '--beta', '0'], 'a number above 0'],
    ] as const) {
      const { code, complaints } = await loupe('evaluate', ...args);
      expect([code, complaints]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});
