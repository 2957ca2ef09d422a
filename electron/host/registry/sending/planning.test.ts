import { expect, test } from 'vitest';
import { technician } from '../../events.fixture.ts';
import { inspect, start } from '../../journal/filled.fixture.ts';
import { listSealed } from '../../journal/segments.ts';
import { openPlanning, type PlanningDeps } from './planning.ts';

const sealEveryMs = 900_000;

async function begin(deps: Partial<PlanningDeps> = {}) {
  const { platform, journal } = await start();
  const planning = await openPlanning({
    ...{ platform, journal, sealEveryMs, images: { has: () => Promise.resolve(true) } },
    datasets: { read: () => Promise.reject(new Error('there are none')) },
    ...deps,
  });
  return { platform, journal, planning };
}

test('the journal is sealed by itself so that others hear of it; one without new lines is not', async () => {
  const { platform, journal, planning } = await begin();
  await inspect(journal, 'one');
  platform.clock.advance(sealEveryMs - 1);
  expect(await planning.look()).toEqual([]);
  platform.clock.advance(1);
  expect(await planning.look()).toMatchObject([{ kind: 'segment', firstSeq: 1, lastSeq: 2 }]);
  platform.clock.advance(3 * sealEveryMs);
  expect(await planning.look()).toEqual([]);
  expect(await listSealed(platform.files)).toHaveLength(1);
  await inspect(journal, 'two');
  expect(await planning.look()).toMatchObject([{ kind: 'segment', firstSeq: 3 }]);
  expect(planning.plans()).toHaveLength(2);
});

test('whoever does not want to wait for the next seal says so, once', async () => {
  const { platform, journal, planning } = await begin();
  await inspect(journal, 'one');
  planning.sealSoon();
  expect(await planning.look()).toHaveLength(1);
  await inspect(journal, 'two');
  expect(await planning.look()).toEqual([]);
  expect(await listSealed(platform.files)).toHaveLength(1);
});

test('what cannot be planned now is told, and planned at the next look, also when nothing is written any more', async () => {
  let broken = true;
  const { platform, journal, planning } = await begin({
    datasets: {
      read: async () => {
        if (broken) throw new Error('the disk does not answer');
        return { format: 1, name: 'trays', task: 'classify', classes: [], entries: [] };
      },
    },
  });
  const frozen = { name: 'trays', sha256: 'd'.repeat(64), parent: null, task: 'classify' } as const;
  await journal.append('dataset.frozen', { ...frozen, images: 0, classes: [] }, technician);
  await journal.seal();
  expect(await planning.look()).toEqual([]);
  expect(platform.logged).toMatchObject([{ cause: 'the disk does not answer' }]);
  broken = false;
  expect((await planning.look()).map(({ kind }) => kind)).toEqual(['segment', 'dataset']);
});
