import { expect, test } from 'vitest';
import { liveFrame } from '../../../../ml/demo/live.ts';
import { demoPiece } from '../../../../ml/demo/piece.ts';
import { createDemoCamera } from '../../../../ml/demo/render.ts';
import { openImages } from '../../images/store.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../../platform-memory.fixture.ts';
import { openPieces } from './pieces.ts';

const camera = createDemoCamera({ width: 320, height: 180 });
const good = (n: number) => liveFrame(camera.picture(demoPiece(3000 + n, undefined, false)), n);
const again = (n: number) => liveFrame(camera.picture(demoPiece(3000 + n, undefined, false)), n + 500);
const demo = { kind: 'demo', label: 'Demo scene' } as const;
const facts = { at: '2026-11-21T10:00:00.000Z', by: 'q' };

async function open(platform: MemoryPlatform, floorBytes = 0) {
  let changes = 0;
  const images = await openImages({ platform, floorBytes: () => floorBytes });
  const pieces = await openPieces(platform, images, () => changes++);
  return { pieces, images, changes: () => changes, add: (n: number) => pieces.add(good(n), demo, facts) };
}

test('pieces are numbered as they come; one that was captured before is refused by its number', async () => {
  const { pieces, add, changes } = await open(createMemoryPlatform());
  for (let n = 0; n < 3; n++) expect(await add(n)).toBe(n + 1);
  await expect(pieces.add(again(1), demo, facts)).rejects.toMatchObject({
    code: 'same-view',
    data: { piece: 2 },
  });
  expect(pieces.now().pieces).toHaveLength(3);
  expect(pieces.now().from).toEqual({ source: demo, width: 320, height: 180 });
  expect(changes()).toBe(3);
});

test('what was captured, removed and put back is the same after a restart', async () => {
  const platform = createMemoryPlatform();
  const first = await open(platform);
  for (let n = 0; n < 4; n++) await first.add(n);
  const order = first.pieces.now().pieces.map(({ image }) => image);
  await first.pieces.remove(order[1]!);
  const second = await open(platform.restart());
  expect(second.pieces.now().pieces.map(({ image }) => image)).toEqual([order[0], order[2], order[3]]);
  // The place is free again, and the removed piece may come back as another one or as itself.
  await second.pieces.putBack();
  expect(second.pieces.now()).toMatchObject({ removed: null });
  expect(second.pieces.now().pieces.map(({ image }) => image)).toEqual(order);
  await expect(second.pieces.add(again(3), demo, facts)).rejects.toMatchObject({ data: { piece: 4 } });
  expect((await second.pieces.frame(second.pieces.now().pieces[0]!)).data).toEqual(good(0).data);
  await second.pieces.clear();
  expect(second.pieces.now()).toEqual({ pieces: [], from: null, removed: null });
  expect(await second.add(0)).toBe(1);
});

test('a set is of one camera and has 24 pieces at most', async () => {
  const { pieces, add } = await open(createMemoryPlatform());
  await add(0);
  const other = { kind: 'camera', label: 'C920' } as const;
  await expect(pieces.add(good(1), other, facts)).rejects.toMatchObject({
    code: 'bad-input',
    data: { got: '320 × 180 from C920' },
  });
  const small = createDemoCamera({ width: 160, height: 90 }).picture(demoPiece(1));
  await expect(pieces.add(small, demo, facts)).rejects.toMatchObject({
    data: { allowed: '320 × 180 from Demo scene, as the pieces before; start anew for another camera' },
  });
  for (let n = 1; n < 24; n++) await add(n);
  await expect(add(24)).rejects.toMatchObject({ code: 'bad-input', data: { got: '24 already' } });
  expect(pieces.now().pieces).toHaveLength(24);
});

test('a full disk refuses the capture and loses no piece', async () => {
  const platform = createMemoryPlatform();
  const before = await open(platform);
  await before.add(0);
  const after = await open(platform, Number.MAX_SAFE_INTEGER);
  await expect(after.add(1)).rejects.toMatchObject({ code: 'disk-low' });
  expect(after.pieces.now().pieces).toHaveLength(1);
  expect((await open(platform)).pieces.now().pieces).toHaveLength(1);
});

test('a list that cannot be read is put aside, not overwritten; a picture that is gone stands in nobody’s way', async () => {
  const platform = createMemoryPlatform();
  const first = await open(platform);
  await first.add(0);
  const [piece] = first.pieces.now().pieces;
  await platform.files.remove(`images/${piece!.image.slice(0, 2)}/${piece!.image}.y4m`);
  const second = await open(platform.restart());
  expect(await second.pieces.add(again(0), demo, facts)).toBe(2);
  await expect(second.pieces.frame(piece!)).rejects.toMatchObject({ code: 'not-found' });

  const handle = await platform.files.overwrite('training/quick.json');
  await handle.write(new TextEncoder().encode('['));
  await handle.sync();
  await handle.close();
  const third = await open(platform);
  expect(third.pieces.now().pieces).toEqual([]);
  expect(await platform.files.stat('training/quick.json.unreadable')).not.toBeNull();
});
