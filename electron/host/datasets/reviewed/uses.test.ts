import { afterAll, expect, test } from 'vitest';
import type { EventData } from '../../../contract/events.ts';
import { system } from '../../../contract/people.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { ada, finish } from '../room.fixture.ts';
import { openBench } from './bench.fixture.ts';
import { createUses } from './uses.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

test('which samples went into which package: by the datasets that hold them, and what was trained on those', async () => {
  const { inspect, label, reviewed, datasets, uses, journal, journals } = await openBench(pictures);
  const ended = (dataset: string, version: number | null, run: string) =>
    journal.append(
      'training.ended',
      {
        ...{ run, name: 'tips', task: 'classify', dataset, by: 'ada', why: null },
        state: version === null ? 'failed' : 'done',
        package: version === null ? null : { name: 'tips', version, sha256: String(version).repeat(64) },
      } satisfies EventData<'training.ended'>,
      system,
    );
  const which = { kind: 'new' } as const;
  const one = await inspect(1);
  await label(one, 'pass');
  const first = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  await ended(first.summary.hash, 1, 'run-1');
  const two = await inspect(2);
  await label(two, 'defect');
  const second = await finish(reviewed.freeze({ name: 'tips', which }, ada));
  await ended(second.summary.hash, null, 'run-2');
  await ended(second.summary.hash, 2, 'run-3');
  // Trained on a version that is split, and not frozen.
  const third = await datasets.split('tips', { valid: 0, test: 0.5, seed: 1 }, ada);
  await ended(third.hash, 3, 'run-4');
  await ended('f'.repeat(64), 4, 'run-5');

  const used = async (id: string, of = uses) =>
    (await of.usedIn(id)).map(({ dataset, packages, split }) => [
      ...[dataset.name, dataset.hash, dataset.frozen, split !== 'unsplit'],
      packages.map(({ run, version }) => `${run} v${version}`),
    ]);
  const both = [
    ['tips', second.summary.hash, true, false, ['run-3 v2']],
    ['tips', third.hash, false, true, ['run-4 v3']],
  ];
  expect(await used(one)).toEqual([['tips', first.summary.hash, true, false, ['run-1 v1']], ...both]);
  expect(await used(two)).toEqual(both);
  expect(await used(`${journal.stationId}-999`)).toEqual([]);
  // What is read line by line is what a new start reads at once.
  expect(await used(one, createUses({ journals, versions: datasets.versions }))).toEqual(await used(one));
  // A version that was taken back is no longer known.
  await datasets.undo('tips');
  expect(await used(two, createUses({ journals, versions: datasets.versions }))).toEqual(both.slice(0, 1));
});
