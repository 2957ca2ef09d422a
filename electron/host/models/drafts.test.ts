import { afterAll, expect, test } from 'vitest';
import { hostileModels } from '../../../ml/onnx/hostile.fixture.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { ModelDraft, Wishes } from '../../contract/model-draft.ts';
import { system } from '../../contract/people.ts';
import { createEngine } from '../inspection/engine.ts';
import { openJournal } from '../journal/open.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createDrafts } from './drafts.ts';
import { openModels } from './models.ts';
import { samplePackage } from './package.fixture.ts';
import { brightness, greyFrame } from './sample.fixture.ts';

const workers = workersPlatform();
afterAll(() => workers.end());

const machine = { providers: ['cpu'], cores: 2, memoryBytes: 4e9, freeBytes: () => 4e9 } as const;
const admin = { id: 'admin', role: 'admin' } as const;

/** A station that judges with the sample model, and somebody who brings another. */
async function start() {
  const memory = createMemoryPlatform();
  const { clock, spawn, log } = workers;
  const platform = { files: memory.files, clock, spawn, log };
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const engine = createEngine({
    platform,
    providers: machine.providers,
    threads: 1,
    memoryLimitBytes: 2e9,
    spareAllowed: () => false,
  });
  const models = openModels({ platform, journal, station, machine, engine });
  const active = await models.installUnsigned(samplePackage());
  await models.activate(active.sha256, 'start', system);
  const drafts = createDrafts({ platform, models, threads: 1 });
  const judging = async () => (await engine.judge(greyFrame(123), { limitMs: 10_000 })).score;
  return { models, drafts, engine, journal, judging, active };
}

const draft = (bytes: Uint8Array, wishes: Partial<Wishes> = {}): ModelDraft => ({
  file: 'brought.onnx',
  bytes,
  wishes: { name: 'brought', version: 1, ...wishes },
});
const answers: Partial<Wishes> = {
  kernel: 'area/u8',
  range: '0-1',
  classes: [
    { name: 'whole', verdict: 'pass' },
    { name: 'damage', verdict: 'defect' },
  ],
};

/** The mean level is 128; one value for two classes is read as log-odds. */
const half = 1 / (1 + Math.exp((-0.5 * 128) / 255));

test('everything that is not in the file is asked at once; answered, it judges, and is stored without judging the bench', async () => {
  const { models, drafts, engine, judging, active } = await start();
  const first = await drafts.examine(draft(brightness(0.5)));
  expect(first.asked.toSorted()).toEqual(['classes', 'kernel', 'range']);
  expect(first.readings).toMatchObject([{ task: 'classify', family: 'classes', classes: 2 }]);
  expect(first.manifest?.input).toMatchObject({ width: 64, height: 64, channels: 1, colour: 'grey' });
  await expect(drafts.wrap(draft(brightness(0.5)), admin)).rejects.toMatchObject({ code: 'bad-input' });
  expect(await models.list()).toHaveLength(1);

  const answered = draft(brightness(0.5), answers);
  expect((await drafts.examine(answered)).asked).toEqual([]);
  const { result, maps } = await drafts.judge(answered, greyFrame(123));
  expect(result).toMatchObject({ verdict: 'defect', steps: [{ model: 'brought', version: 1 }] });
  expect(result.score).toBeCloseTo(half, 6);
  expect(result.id).toBeUndefined();
  expect(maps).toEqual([]);
  expect((await drafts.judge(answered, greyFrame(0))).result).toMatchObject({
    verdict: 'no-result',
    reason: 'picture-black',
  });

  const stored = await drafts.wrap(answered, admin);
  expect(stored).toMatchObject({ active: false, trustedBy: 'this station', manifest: { name: 'brought' } });
  expect((await models.list()).map(({ sha256, active: on }) => [sha256, on])).toEqual(
    expect.arrayContaining([
      [active.sha256, true],
      [stored.sha256, false],
    ]),
  );
  expect(await judging()).toBe(0.5);
  await models.activate(stored.sha256, 'better', admin);
  expect(await judging()).toBeCloseTo(half, 6);
  await expect(drafts.wrap(draft(brightness(0.25), answers), admin)).rejects.toMatchObject({
    code: 'conflict',
  });
  engine.close();
});

const brief = hostileModels().filter(
  ({ does }) => does === 'error' || does === 'bad-output' || does === 'crash',
);

test('hostile models are refused with the reason; the host lives and judges on with what it had', async () => {
  const { models, drafts, engine, judging } = await start();
  const taken: string[] = [];
  for (const { name, bytes } of brief) {
    const refused = await drafts.wrap(draft(bytes, answers), admin).catch((error: unknown) => error);
    if (!(refused instanceof LoupeError)) taken.push(name);
    else {
      expect(['model-refused', 'model-unavailable'], name).toContain(refused.code);
      expect((refused as LoupeError<'model-refused'>).data.cause, name).toMatch(/\w{3}/);
    }
  }
  // Numbers without a softmax are logits, and those may be large.
  expect(taken).toEqual(['scores far above one']);
  for (const bytes of [new Uint8Array(), new Uint8Array(4096).fill(7), brightness().subarray(0, 99)])
    await expect(drafts.examine(draft(bytes))).rejects.toMatchObject({ code: 'model-refused' });
  expect((await models.list()).map(({ active }) => active).filter(Boolean)).toHaveLength(1);
  expect(await judging()).toBe(0.5);
  engine.close();
});

test('who leaves ends the work', async () => {
  const { drafts, engine } = await start();
  const gone = new AbortController();
  const examined = drafts.examine(draft(brightness()), gone.signal);
  gone.abort();
  await expect(examined).rejects.toMatchObject({ code: 'cancelled' });
  expect((await drafts.examine(draft(brightness()))).asked).toHaveLength(3);
  engine.close();
});
