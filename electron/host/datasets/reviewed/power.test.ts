import { afterAll, expect, test } from 'vitest';
import { createPictures } from '../../inspection/pictures.ts';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { ada, finish } from '../room.fixture.ts';
import { openBench } from './bench.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

type Bench = Awaited<ReturnType<typeof openBench>>;
const which = { kind: 'new' } as const;
const freeze = ({ reviewed }: Bench) => finish(reviewed.freeze({ name: 'tips', which }, ada));

/** Two pieces, labelled and frozen, and then a third; or none frozen yet. */
async function prepared(bench: Bench, frozenBefore: boolean): Promise<void> {
  const outline = { kind: 'polygon', class: 'bent', score: 1, polygon: [2, 2, 9, 3, 4, 8] } as const;
  await bench.label(await bench.inspect(1), 'pass');
  await bench.label(await bench.inspect(2), 'defect', { regions: [{ ...outline, box: [2, 2, 7, 6] }] });
  if (frozenBefore) await freeze(bench);
  await bench.label(await bench.inspect(3), 'defect', { class: 'bent' });
}

const linesOf = async ({ journal }: Bench): Promise<string[]> =>
  new TextDecoder()
    .decode((await journal.read(0, 8_000_000)).lines)
    .split('\n')
    .slice(0, -1);
/** What is in the dataset, and whether it is frozen. */
const shown = async ({ datasets }: Bench) =>
  Promise.all(
    datasets.list().map(async ({ name, frozen }) => {
      const { dataset } = await datasets.open(name);
      return [name, frozen, dataset.entries.map(({ name: of, boxes }) => [of, boxes])];
    }),
  );

const every = process.env['LOUPE_FULL'] === '1' ? 1 : 2;
test.each([false, true])(
  'the power goes in the middle of a freeze (a version frozen before: %s): no dataset or a whole one, the next freeze works, and nothing of the journal is lost',
  async (frozenBefore) => {
    const files = createMemoryFiles({ seed: 1 });
    const whole = await openBench(pictures, createMemoryPlatform({ files }));
    await prepared(whole, frozenBefore);
    const before = await shown(whole);
    const calls = files.calls();
    await freeze(whole);
    const needed = files.calls() - calls;
    const after = await shown(whole);
    const unfrozen = after.map(([name, , entries]) => [name, false, entries]);
    expect([needed > 5, before.length]).toEqual([true, frozenBefore ? 1 : 0]);

    const seen = new Set<string>();
    for (let cut = 1; cut <= needed; cut += every) {
      const memory = createMemoryPlatform({ files: createMemoryFiles({ seed: cut }) });
      const bench = await openBench(pictures, memory);
      await prepared(bench, frozenBefore);
      const said = await linesOf(bench);
      memory.files.cutAt(cut);
      await expect(freeze(bench), `cut ${cut}`).rejects.toThrow();
      const again = await openBench(pictures, memory.restart());
      const now = await shown(again);
      seen.add(JSON.stringify(now));
      expect([before, unfrozen, after], `cut ${cut} of ${needed}`).toContainEqual(now);
      expect((await linesOf(again)).slice(0, said.length), `cut ${cut}`).toEqual(said);

      await freeze(again);
      expect(await shown(again), `cut ${cut}`).toEqual(after);
      for await (const { problems } of again.journal.verify()) expect(problems).toEqual([]);
      // Every sample that is in it is said to be in it, once.
      const { hash } = again.datasets.list()[0]!;
      for (const { source } of (await again.datasets.open('tips')).dataset.entries) {
        const uses = (await again.uses.usedIn(source!)).filter(({ dataset }) => dataset.hash === hash);
        expect([cut, uses.map(({ dataset }) => dataset.frozen)]).toEqual([cut, [true]]);
      }
    }
    expect(seen.size).toBeGreaterThan(1);
  },
  300_000,
);
