import { expect, test } from 'vitest';
import { inspection, technician } from '../events.fixture.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openRecord, save, type Record } from '../save-path.fixture.ts';
import { checkImages } from './check.ts';

async function* linesOf(journal: Record['journal']): AsyncGenerator<string> {
  const { lines } = await journal.read(0, 1_000_000);
  yield* new TextDecoder().decode(lines).split('\n').filter(Boolean);
}

const found = async (record: Record) => {
  const problems = [];
  let end = null;
  for await (const line of checkImages({ lines: linesOf(record.journal), images: record.images })) {
    problems.push(...line.problems);
    end = line.done;
  }
  return { problems, end };
};

test('names each inspection whose picture is missing or damaged, and each score map', async () => {
  const platform = createMemoryPlatform();
  const record = await openRecord(platform);
  const saved = [];
  for (let n = 0; n < 5; n++) saved.push(await save(record, `${n}`));
  const map = {
    sha256: 'ef'.repeat(32),
    width: 4,
    height: 4,
    onFrame: [0, 0, 4, 4] as [number, number, number, number],
  };
  await record.journal.append(
    'inspection.recorded',
    inspection(saved[0]!.sha256, 'with a map', {
      steps: [
        {
          model: 'm',
          version: 1,
          sha256: 'cd'.repeat(32),
          verdict: 'pass',
          score: 0,
          thresholds: { pass: 0.2, defect: 0.8 },
          findings: [],
          map,
          engine: { provider: 'cpu', runtime: 'r', device: 'd', kernel: 'k' },
          ms: { preprocess: 1, run: 1, decode: 1 },
        },
      ],
    }),
    technician,
  );
  const missing = { seq: 7, sha256: map.sha256, what: `image ${map.sha256} is missing` };
  expect(await found(record)).toEqual({ problems: [missing], end: 7 });

  const [, gone, , flipped] = saved;
  const pathOf = (sha256: string) => `images/${sha256.slice(0, 2)}/${sha256}.y4m`;
  await platform.files.remove(pathOf(gone!.sha256));
  platform.files.flip(pathOf(flipped!.sha256), 11);
  expect((await found(record)).problems).toEqual([
    { seq: 3, sha256: gone!.sha256, what: `image ${gone!.sha256} is missing` },
    { seq: 5, sha256: flipped!.sha256, what: `image ${flipped!.sha256} no longer matches its name` },
    missing,
  ]);
});

test('an empty journal has nothing to check', async () => {
  expect(await found(await openRecord(createMemoryPlatform()))).toEqual({ problems: [], end: null });
});
