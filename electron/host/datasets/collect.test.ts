import { afterAll, expect, test } from 'vitest';
import { packFrame } from '../../contract/frame-lane.ts';
import { demoDataset } from '../../../ml/demo/dataset.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { createFrames } from '../frames/frames.ts';
import { createPictures } from '../inspection/pictures.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createCollecting } from './collect.ts';
import { ada, openRoom } from './room.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

async function bench() {
  const room = await openRoom(pictures);
  const frames = createFrames(workers.clock);
  const collecting = createCollecting({ ...room, frames, pictures });
  const send = (id: string, { data, ...frame }: Frame) =>
    frames.receive(packFrame({ id, ...frame, source: { kind: 'demo', label: 'demo' }, ageMs: 0 }, data));
  return { ...room, collecting, send };
}
const pieces = [...demoDataset(4, { size: { width: 320, height: 180 } })];

test('frames go straight into a class, counts live; one version for a row of them, and the last can be taken out', async () => {
  const { collecting, datasets, images, send } = await bench();
  const collect = async (index: number, shows: string) => {
    send(`f${index}`, pieces[index]!.frame);
    return collecting.collect({ name: 'tips', class: shows, frame: `f${index}` }, ada);
  };
  const first = await collect(0, 'good');
  expect(first).toMatchObject({
    picture: 'collected/good/0001',
    summary: {
      images: 1,
      parent: null,
      undoable: false,
      classes: [{ name: 'good', verdict: 'pass', unsplit: 1 }],
    },
  });
  await collect(1, 'good');
  const third = await collect(2, 'scratched');
  expect(third.summary.classes.map(({ name, verdict, unsplit }) => [name, verdict, unsplit])).toEqual([
    ['good', 'pass', 2],
    ['scratched', 'defect', 1],
  ]);
  expect(third.summary).toMatchObject({ images: 3, undoable: false });
  // The very same frame again is no new picture.
  await expect(collect(1, 'scratched')).rejects.toMatchObject({ code: 'conflict' });
  const { summary } = await collect(3, 'good');
  expect(summary.images).toBe(4);
  const out = await datasets.takeOut('tips', 'collected/good/0003', ada);
  expect(out).toMatchObject({ images: 3, undoable: true });
  const { entries } = await datasets.pictures('tips', { from: 0, count: 9, class: 'scratched' });
  expect((await images.get(entries[0]!.image)).type).toBe('y4m');
  expect((await datasets.stored.frame(entries[0]!)).data).toEqual(pieces[2]!.frame.data);
});

test('a black frame is no picture of anything, and one that never came is said', async () => {
  const { collecting, datasets, send } = await bench();
  const frame = {
    ...pieces[0]!.frame,
    data: pieces[0]!.frame.data.map((_, i) => (i < 320 * 180 ? 16 : 128)),
  };
  send('black', frame);
  await expect(
    collecting.collect({ name: 'tips', class: 'good', frame: 'black' }, ada),
  ).rejects.toMatchObject({ code: 'unreadable' });
  await expect(collecting.collect({ name: 'tips', class: 'good', frame: 'gone' }, ada)).rejects.toMatchObject(
    { code: 'frame-missing' },
  );
  expect(datasets.list()).toEqual([]);
});
