import { expect, test } from 'vitest';
import { technician } from '../events.fixture.ts';
import { inspect, start } from './filled.fixture.ts';
import { saidOfOthers } from './said.ts';

test('of a journal only what it says of other stations, page by page, up to a line', async () => {
  const { journal } = await start();
  const own = `${journal.stationId}-${(await inspect(journal, '"inspection":"far00001-1"')).seq}`;
  const label = async (inspection: string) =>
    (await journal.append('label.set', { inspection, replaces: [], verdict: 'pass' }, technician)).seq;
  await label(own);
  const first = await label('far00001-1');
  const back = await journal.append('label.withdrawn', { label: `${journal.stationId}-1` }, technician);
  for (let n = 0; n < 3000; n++) void inspect(journal, 'x'.repeat(300));
  const last = await label('far00001-2');
  const beyond = await label('far00001-3');
  const seqs: number[] = [];
  let calls = 0;
  for (let after = 0; after < beyond - 1; calls++) {
    const { lines, upTo } = await saidOfOthers(journal, { after, before: beyond - 1, limitBytes: 1 });
    for (const text of new TextDecoder().decode(lines).split('\n').slice(0, -1))
      seqs.push((JSON.parse(text) as { seq: number }).seq);
    expect(upTo).toBeGreaterThan(after);
    after = upTo;
  }
  expect(seqs).toEqual([first, back.seq, last]);
  expect(calls).toBeGreaterThan(1);
});
