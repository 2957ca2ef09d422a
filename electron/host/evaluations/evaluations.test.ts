import { afterAll, expect, test } from 'vitest';
import type { Dataset } from '../../../ml/dataset/dataset.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { EvaluationWork } from '../../contract/evaluations.ts';
import { openImages } from '../images/store.ts';
import { createEngine } from '../inspection/engine.ts';
import { createPictures } from '../inspection/pictures.ts';
import { openJournal } from '../journal/open.ts';
import { openModels } from '../models/models.ts';
import { samplePackage } from '../models/package.fixture.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createEvaluations, type Evaluations } from './evaluations.ts';
import { openKept } from './kept.ts';
import { levelDataset } from './levels.fixture.ts';

const workers = workersPlatform();
afterAll(() => workers.end());
const machine = { providers: ['cpu'], cores: 2, memoryBytes: 4e9, freeBytes: () => 4e9 } as const;
const lead = { id: 'lead', role: 'qa' } as const;
const hash = 'd'.repeat(64);

async function start(memory: MemoryPlatform = createMemoryPlatform()) {
  const { spawn, log } = workers;
  const platform = { files: memory.files, clock: workers.clock, spawn, log };
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const images = await openImages({ platform: memory, floorBytes: () => 0 });
  const engine = createEngine({
    ...{ platform, providers: machine.providers, threads: 1, memoryLimitBytes: 2e9 },
    spareAllowed: () => false,
  });
  const models = openModels({ platform, journal, station, machine, engine });
  const sets = new Map<string, Dataset>();
  const evaluations = createEvaluations({
    ...{ platform, machine, models, images, journal, pictures: createPictures(platform) },
    kept: openKept(memory.files),
    datasets: {
      async read(id) {
        const found = sets.get(id);
        if (found === undefined) throw new LoupeError('not-found', { what: 'dataset', id });
        return found;
      },
    },
  });
  const lines = async () => {
    const text = new TextDecoder().decode((await journal.read(0, 1e7)).lines).trim();
    return text
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; by: { id: string }; data: Record<string, unknown> });
  };
  return { memory, images, models, sets, evaluations, lines };
}

/** The first state that is as wanted. */
async function until(
  evaluations: Evaluations,
  wanted: (work: EvaluationWork) => boolean,
): Promise<EvaluationWork> {
  const gone = new AbortController();
  for await (const work of evaluations.follow(gone.signal))
    if (wanted(work)) {
      gone.abort();
      return work;
    }
  throw new Error('the stream ended');
}
const idle = (work: EvaluationWork) => work.running === null && work.waiting.length === 0;

// The sample's limits: pass up to 0.25 (level 64), defect from 0.75 (level 192).
const sides = {
  valid: { 20: 'ok', 60: 'ok', 100: 'ok', 200: 'pit', 150: 'pit', 240: 'pit' },
  test: { 30: 'ok', 220: 'ok', 40: 'pit', 128: 'pit', 230: 'pit' },
} as const;

test('a side is judged once, kept, and counted; another version of the model is told that the test was seen', async () => {
  const one = await start();
  one.sets.set(hash, await levelDataset(one.images, sides));
  const first = await one.models.installUnsigned(samplePackage());
  const key = { model: first.sha256, dataset: hash, split: 'test' } as const;
  await expect(one.evaluations.answers(key)).rejects.toMatchObject({ code: 'not-found' });
  await one.evaluations.start(key, lead);
  await until(one.evaluations, (work) => work.kept === 1 && idle(work));

  const [kept] = await one.evaluations.list(first.sha256);
  expect(kept).toMatchObject({
    ...{ split: 'test', by: 'lead', provider: 'cpu', defective: 3, good: 2, seenBefore: [] },
    ...{ dataset: { hash, name: 'levels' }, thresholds: { pass: 0.25, defect: 0.75 } },
    figures: { n: 5, escapes: 1, falseRejects: 1, unsure: 1, noResult: 0, accuracy: 0.4 },
  });
  const answers = await one.evaluations.answers(key);
  expect(answers.map(({ name, truth, verdict, score }) => [name, truth, verdict, score])).toEqual([
    ['test/30.y4m', 'pass', 'pass', 30 / 256],
    ['test/40.y4m', 'defect', 'pass', 40 / 256],
    ['test/128.y4m', 'defect', 'unsure', 0.5],
    ['test/220.y4m', 'pass', 'defect', 220 / 256],
    ['test/230.y4m', 'defect', 'defect', 230 / 256],
  ]);

  // Kept answers are not judged again, after a restart neither.
  const spawned = workers.started.length;
  await one.evaluations.start(key, lead);
  const again = openKept(one.memory.files);
  expect((await again.read(key))?.answers).toEqual(answers);
  expect(workers.started.length).toBe(spawned);

  const second = await one.models.installUnsigned(samplePackage({ version: 2, gain: 0.5 }));
  await one.evaluations.start({ ...key, model: second.sha256 }, lead);
  await until(one.evaluations, (work) => work.kept === 2 && idle(work));
  const [told] = await one.evaluations.list(second.sha256);
  expect(told?.seenBefore).toEqual([{ name: 'sample', version: 1, sha256: first.sha256 }]);
  // At half the brightness nothing reaches the defect limit; what the first one caught is only unsure.
  expect(await one.evaluations.compare(key, second.sha256)).toMatchObject({
    ...{ n: 5, by: 'verdict', bothRight: 1, onlyFirst: 1, onlySecond: 0, bothWrong: 3 },
    ...{ answer: 'not distinguishable', onlyFirstAt: [4], onlySecondAt: [] },
  });
  expect((await one.lines()).filter(({ kind }) => kind === 'evaluation.made')).toMatchObject([
    { by: { id: 'lead' }, data: { version: 1, split: 'test', pictures: 5, escapes: 1, falseRejects: 1 } },
    { data: { version: 2, escapes: 2, falseRejects: 0 } },
  ]);
  await one.evaluations.close();
});

test('what cannot be judged is said, and a side that was cancelled is not kept', async () => {
  const one = await start();
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [i + 5, 'ok' as const]));
  one.sets.set(hash, await levelDataset(one.images, { valid: many }));
  const { sha256 } = await one.models.installUnsigned(samplePackage());
  const key = { model: sha256, dataset: hash, split: 'valid' } as const;
  await expect(one.evaluations.start({ ...key, split: 'test' }, lead)).rejects.toMatchObject({
    code: 'bad-input',
    data: { what: 'levels, test', got: 'a side without labelled pictures' },
  });
  await expect(one.evaluations.start({ ...key, model: 'e'.repeat(64) }, lead)).rejects.toMatchObject({
    code: 'not-found',
  });
  await one.evaluations.start(key, lead);
  await until(one.evaluations, ({ running }) => running !== null && running.done > 0);
  one.evaluations.cancel();
  const ended = await until(one.evaluations, idle);
  expect(ended).toMatchObject({ kept: 0, failed: null });
  expect(await one.evaluations.list(sha256)).toEqual([]);

  // A picture that is gone fails the whole; nothing half is kept.
  const [entry] = one.sets.get(hash)!.entries;
  await one.memory.files.remove(`images/${entry!.image.slice(0, 2)}/${entry!.image}.y4m`);
  await one.evaluations.start(key, lead);
  const failed = await until(one.evaluations, (work) => work.failed !== null && idle(work));
  expect(failed.failed).toMatchObject({ code: 'not-found', key });
  expect(await one.evaluations.list(sha256)).toEqual([]);
  await one.evaluations.close();
});

test('moved limits are a new signed version of the same network, with verdicts asked anew and the reason in its card', async () => {
  const one = await start();
  one.sets.set(hash, await levelDataset(one.images, sides));
  const first = await one.models.installUnsigned(samplePackage());
  const key = { model: first.sha256, dataset: hash, split: 'valid' } as const;
  const wish = {
    ...{ model: first.sha256, dataset: hash, thresholds: { pass: 0.02, defect: 0.5 } },
    ...{ asked: { missed: 0.05, rejected: 0.05 }, confidence: 0.95, why: 'pits were missed' },
  };
  await expect(one.evaluations.moveLimits(wish, lead)).rejects.toMatchObject({ code: 'not-found' });
  await one.evaluations.start(key, lead);
  await until(one.evaluations, (work) => work.kept === 1 && idle(work));
  const next = await one.evaluations.moveLimits(wish, lead);
  expect(next).toMatchObject({ name: 'sample', version: 2 });

  const stored = (await one.models.list()).find(({ sha256 }) => sha256 === next.sha256);
  expect(stored).toMatchObject({
    ...{ trustedBy: 'this station', active: false, golden: { tensors: 1, frames: 1 } },
    manifest: { version: 2, by: 'lead', thresholds: { pass: 0.02, defect: 0.5 } },
  });
  const before = await one.models.open(first.sha256);
  const after = await one.models.open(next.sha256);
  expect(after.onnx).toEqual(before.onnx);
  // The dark golden picture passed; it is unsure now.
  expect([before, after].map(({ golden }) => golden.frames.map(({ verdict }) => verdict))).toEqual([
    ['pass'],
    ['unsure'],
  ]);
  const { text } = await one.evaluations.card(next.sha256);
  expect(text).toContain('The network of version 1, unchanged, with other limits.');
  expect(text).toContain('by lead: pits were missed');
  expect(text).toContain('- 0 of 3 defective ones pass: truly at most 63.2 %, with 95 % confidence.');
  expect(text).toContain('These 3 pictures prove no better than 63.2 %; it takes 59 with none missed.');
  // The scores are what they were, so the validation answers came along with the verdicts of the new limits.
  const carried = await one.evaluations.answers({ ...key, model: next.sha256 });
  expect(carried.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['valid/20.y4m', 'unsure'],
    ['valid/60.y4m', 'unsure'],
    ['valid/100.y4m', 'unsure'],
    ['valid/150.y4m', 'defect'],
    ['valid/200.y4m', 'defect'],
    ['valid/240.y4m', 'defect'],
  ]);
  expect((await one.lines()).find(({ kind }) => kind === 'limits.moved')).toMatchObject({
    by: { id: 'lead' },
    data: { from: 1, version: 2, sha256: next.sha256, why: 'pits were missed' },
  });
  // Nothing of it can be swapped: the package verifies, and a limit at 1 is refused like in any package.
  await expect(
    one.evaluations.moveLimits({ ...wish, thresholds: { pass: 1, defect: 1 } }, lead),
  ).rejects.toMatchObject({ code: 'model-unavailable' });
  expect(await one.models.list()).toHaveLength(2);
  await one.evaluations.close();
});
