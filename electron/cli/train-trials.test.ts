import { readFile, stat, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readWeights } from '../../ml/onnx/read-weights.ts';
import { commands } from './commands.ts';
import { writeBentSet } from './bent-set.fixture.ts';
import { openDesk } from './desk.fixture.ts';
import { canTrain, places } from './places.fixture.ts';
import { quietIo } from './io.fixture.ts';
import { run } from './run.ts';

/** Each starts processes of its own several times. */
vi.setConfig({ testTimeout: 300_000 });

const desk = openDesk();
beforeAll(async () => {
  await writeBentSet(desk);
});

const words = (out: string, ...more: string[]) => [
  ...['train', desk.at('set'), '--task', 'classify', '--config', desk.at('small.json'), '--threads', '1'],
  ...['--epochs', '6', '--out', desk.at(out), ...more],
];
const json = async (name: string) =>
  JSON.parse(await readFile(desk.at(name), 'utf8')) as Record<string, unknown>;

describe.skipIf(!canTrain)('several runs', () => {
  const sets = [
    { name: 'slow', change: { rate: 2e-3 } },
    { name: 'fast', change: { rate: 0.02 } },
  ];
  const searchFile = (name: string, some: unknown[]) =>
    desk.write(name, JSON.stringify({ format: 1, sets: some }));

  test('the order of trials changes no trial’s result; the best by validation is packed, and only it is tested', async () => {
    const one = await desk.loupe(...words('one', '--search', await searchFile('a.json', sets)));
    const other = await desk.loupe(
      ...words('other', '--search', await searchFile('b.json', sets.toReversed())),
    );
    expect([one.code, other.code]).toEqual([0, 0]);
    const trials = one.results[0]!['trials'] as {
      name: string;
      accuracy: number;
      loss: number;
      test?: unknown;
    }[];
    expect(other.results[0]!['trials']).toEqual(trials.toReversed());
    expect(trials.map(({ name, test: tested }) => [name, tested])).toEqual([
      ['slow', undefined],
      ['fast', undefined],
    ]);
    const best = trials.toSorted((a, b) => b.accuracy - a.accuracy || a.loss - b.loss)[0]!;
    expect(one.results[0]).toMatchObject({ best: best.name, evaluation: { n: 30 } });
    const [first, second] = await Promise.all(
      ['one', 'other'].map((name) => readFile(desk.at(name, 'model.onnx'))),
    );
    expect(first!.equals(second!)).toBe(true);
    expect(await readFile(desk.at('one', 'card.md'), 'utf8')).toContain(
      'Chosen by validation among 2 trials',
    );
    expect(await json('one.trials.json')).toMatchObject({
      best: best.name,
      trials: [{ name: 'slow' }, {}],
    });
    await expect(stat(desk.at('one.trials'))).rejects.toThrow();
  });

  test('a search that is stopped goes on with the trials that are left', async () => {
    const file = await searchFile('c.json', sets);
    const stop = new AbortController();
    const { io } = quietIo();
    const stderr = (line: string) =>
      line.startsWith('slow (1 of 2)') && stop.abort(new Error('stopped by the test'));
    const stopped = await run(words('late', '--search', file), commands, {
      ...{ ...io, stderr, signal: stop.signal, places },
    });
    expect(stopped).not.toBe(0);
    await expect(stat(desk.at('late'))).rejects.toThrow();
    const { code, complaints } = await desk.loupe(...words('late', '--search', file));
    expect(code).toBe(0);
    expect(complaints).toMatch(/slow \(1 of 2\): [^\n]*, from before/);
    expect(complaints).not.toMatch(/fast \(2 of 2\): [^\n]*, from before/);
  });

  test('three seeds: a spread of validation and test', async () => {
    const { code, results, complaints } = await desk.loupe(...words('seeds', '--seeds', '3'));
    expect([code, complaints]).toEqual([0, expect.stringContaining('3 runs from other chance')]);
    const { trials, spread } = results[0] as {
      trials: { name: string; accuracy: number; test: { accuracy: number } }[];
      spread: Record<string, { least: number; most: number; mean: number }>;
    };
    expect(trials.map(({ name }) => name)).toEqual(['seed 1', 'seed 2', 'seed 3']);
    const tested = trials.map(({ test: figures }) => figures.accuracy);
    expect(spread['accuracy']).toMatchObject({ least: Math.min(...tested), most: Math.max(...tested) });
    expect(await readFile(desk.at('seeds', 'card.md'), 'utf8')).toContain(
      '3 runs from other chance: validation',
    );
  });
});

describe.skipIf(!canTrain)('--from', () => {
  const from = (out: string, folder: string, ...more: string[]) =>
    desk.loupe(
      ...['train', desk.at('set'), '--task', 'classify', '--threads', '1', '--out', desk.at(out)],
      ...['--from', desk.at(folder), ...more],
    );

  test('goes on from the weights of a package, more slowly, and says so; the resolved recipe lies beside it', async () => {
    expect((await desk.loupe(...words('start', '--epochs', '8'))).code).toBe(0);
    const { code, results } = await from('on', 'start');
    expect(code).toBe(0);
    expect(await json('on.recipe.json')).toMatchObject({ name: 'small', rate: 0.002, epochs: 2 });
    const card = await readFile(desk.at('on', 'card.md'), 'utf8');
    expect(card).toContain('Trained on from classifier 1');
    expect(results[0]).toMatchObject({ evaluation: { n: 30, escapes: 0 } });
    // At a rate of nearly nothing the weights stay what they were.
    const still = { ...(await json('on.recipe.json')), rate: 1e-9, epochs: 1 };
    const config = await desk.write('still.json', JSON.stringify(still));
    expect((await from('still', 'start', '--config', config)).code).toBe(0);
    const [before, after, moved] = await Promise.all(
      ['start', 'still', 'on'].map(
        async (name) => readWeights(await readFile(desk.at(name, 'model.onnx'))).get('0-conv/kernel')!.values,
      ),
    );
    const away = (some: Float32Array) => Math.max(...some.map((value, i) => Math.abs(value - before![i]!)));
    expect(away(after!)).toBeLessThan(1e-6);
    expect(away(moved!)).toBeGreaterThan(1e-4);
  });

  test('refuses a network that is none of ours, or another than the recipe has, by name', async () => {
    const card = desk.at('start', 'card.md');
    await writeFile(card, (await readFile(card, 'utf8')).replace('"filters": 6', '"filters": 7'));
    const { code, complaints } = await from('no', 'start');
    expect([code, complaints]).toEqual([2, expect.stringMatching(/classifier 1 .* cannot be gone on from/)]);
    const other = await from('no', 'on', '--config', await desk.write('q.json', await quick()));
    expect([other.code, other.complaints]).toEqual([
      2,
      expect.stringContaining('another network than its own, small'),
    ]);
    await expect(stat(desk.at('no'))).rejects.toThrow();
  });
});

async function quick(): Promise<string> {
  const { recipes } = await import('../../ml/train/recipe.ts');
  return JSON.stringify(recipes.quick);
}
