import { readFile, stat } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { bentPicture, writeBentSet } from './bent-set.fixture.ts';
import { commands } from './commands.ts';
import { openDesk } from './desk.fixture.ts';
import { canTrain, places } from './places.fixture.ts';
import { quietIo } from './io.fixture.ts';
import { run } from './run.ts';

const desk = openDesk();

beforeAll(async () => {
  await writeBentSet(desk);
  // One picture is on both sides.
  await desk.write('set/train/ok/again.png', await bentPicture(false, 100));
});

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
    expect(complaints).toContain(
      '1 training pictures are in test too, or belong to one there, and were left out',
    );
    expect(results).toMatchObject([{ event: 'done', evaluation: { n: 30, escapes: 0, falseRejects: 0 } }]);
    const card = await readFile(desk.at('package/card.md'), 'utf8');
    expect(card).toContain('72 trained on, 18 for calibration and limits, 30 for the test');
    expect(card).toContain('prove no better than');
    const again = await desk.loupe('evaluate', desk.at('package'), desk.at('set'), '--max-escapes', '0');
    expect([again.code, again.results[0]]).toMatchObject([0, { n: 30, escapes: 0 }]);
    await expect(stat(desk.at('package.checkpoint'))).rejects.toThrow();
    const grid = await readFile(desk.at('package.augmentations.png'));
    expect(grid.subarray(1, 4).toString()).toBe('PNG');
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

test.skipIf(!canTrain)(
  'without a share held back: all are trained on, and a verdict is refused',
  async () => {
    const small = JSON.parse(await readFile(desk.at('small.json'), 'utf8')) as object;
    const config = await desk.write('all.json', JSON.stringify({ ...small, epochs: 1, validation: 0 }));
    const info = await desk.loupe(...words('all'), '--config', config, '--info', 'all');
    expect([info.code, info.results[0]]).toMatchObject([0, { model: 'classifier', evaluation: { n: 30 } }]);
    expect(info.results[0]).not.toHaveProperty('validation');
    const card = await readFile(desk.at('all/card.md'), 'utf8');
    expect(card).toContain('90 trained on, 0 for calibration and limits, 30 for the test');
    expect(card).toContain('none: no picture was held back for it');
    const verdict = await desk.loupe(...words('none'), '--config', config);
    expect([verdict.code, verdict.complaints]).toEqual([1, expect.stringContaining('none is held back')]);
    await expect(stat(desk.at('none'))).rejects.toThrow();
  },
);

test.skipIf(!canTrain)('a run whose numbers mean nothing makes no package, says so and fails', async () => {
  const small = JSON.parse(await readFile(desk.at('small.json'), 'utf8')) as object;
  const config = await desk.write('wild.json', JSON.stringify({ ...small, std: 1e-38 }));
  const { code, complaints, results } = await desk.loupe(...words('wild'), '--config', config);
  expect([code, complaints, results]).toEqual([1, expect.stringMatching(/Loss became \S+ at epoch 1/), []]);
  await expect(stat(desk.at('wild'))).rejects.toThrow();
});

test.each([
  [['--recipe', 'quik'], 'did you mean quick?'],
  [['--config', 'none.json'], 'cannot be read'],
  [['--miss-at-most', '2'], 'a share between 0 and 1'],
  [['--pass', 'fine'], 'no class of'],
  [['--seeds', '3', '--search', '3'], 'one at a time'],
  [['--search', 'sets'], 'the recipe quick has none; casting and mnist have'],
  [['--search', 'none.json'], 'cannot be read'],
  [['--from', 'none'], 'there is no package'],
  [['--from', 'none', '--search', '3'], 'fresh weights'],
  [['--from', 'none', '--recipe', 'quick'], '--config says another'],
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
