import { afterAll, expect, test } from 'vitest';
import { connect, errorCode } from '../../../contract/client.ts';
import type { Contract } from '../../../contract/contract.ts';
import { serve, type Handlers } from '../../../contract/server.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { ada } from '../room.fixture.ts';
import { openBench } from './bench.fixture.ts';
import { sampleHandlers } from './handlers.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

test('over the wire: preview, freeze with its progress, uses, mistakes and study', async () => {
  const bench = await openBench(pictures);
  const { port1, port2 } = new MessageChannel();
  const samples = sampleHandlers({ ...bench, reviewedSamples: bench.reviewed }, () => ada);
  const person = { ...ada, name: 'Ada', hasPin: false };
  serve(port2, { samples } as unknown as Handlers, {
    session: { id: 's', person: () => person },
    log: () => undefined,
  });
  const { samples: at } = connect<Contract>(port1);
  const [one, two] = [await bench.inspect(1, { verdict: 'defect' }), await bench.inspect(2)];
  await bench.label(one, 'pass');
  await bench.label(two, 'defect', { class: 'bent' });
  const which = { kind: 'new' } as const;
  expect(await at.preview({ name: 'tips', which })).toMatchObject({ dataset: null, added: 2, known: 0 });
  const states: unknown[] = [];
  for await (const said of await at.freeze({ name: 'tips', which, split: { valid: 0, test: 0.5, seed: 1 } }))
    states.push(said);
  expect(states).toMatchObject([
    { state: 'progress', done: 1, total: 2 },
    { state: 'progress', done: 2, total: 2 },
    { state: 'done', added: 2, summary: { name: 'tips', images: 2, frozen: true } },
  ]);
  expect(await at.usedIn({ inspection: one })).toMatchObject([{ dataset: { name: 'tips', frozen: true } }]);
  expect(await at.mistakes()).toEqual([
    { kind: 'escape', class: 'bent', count: 1, of: 2, inspections: [two] },
    { kind: 'false-reject', class: 'defect', count: 1, of: 2, inspections: [one] },
  ]);
  expect(await at.study()).toMatchObject([
    { person: ada.id, said: 2, blind: { of: 0 }, all: { agreed: 0, of: 2 }, classes: [], others: [] },
  ]);
  const refused = await at.preview({ name: 'No Name', which }).catch((error: unknown) => error);
  expect(errorCode(refused)).toBe('bad-input');
  port1.close();
});
