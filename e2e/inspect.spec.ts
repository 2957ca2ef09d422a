import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoPiece } from '../ml/demo/piece.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { InspectScreen } from './pages/inspect.ts';
import { expect, test } from './station.ts';

test('the main job: space judges a clean piece as pass and finds the damage on the next', async ({
  bench,
  station,
}) => {
  const inspect = new InspectScreen(bench);
  await inspect.ready();
  expect(await inspect.inspect()).toBe('PASS');
  await inspect.nextPiece();
  expect(await inspect.inspect()).toBe('DEFECT');
  await expect(bench.getByRole('list', { name: 'Findings' })).toContainText(/\d/);

  const [pass, defect] = inspectionsOf(station.data);
  expect(pass?.data.verdict).toBe('pass');
  expect(defect?.data.verdict).toBe('defect');
  // It is on disk, by its hash, and where it says the damage is, the scene has put it.
  const { sha256 } = defect!.data.image;
  expect(readFileSync(join(station.data, 'images', sha256.slice(0, 2), `${sha256}.y4m`)).length).toBe(
    defect!.data.image.bytes,
  );
  const [truth] = demoPiece(2).defects;
  const overlaps = defect!.data.steps[0]!.findings.some(({ box: [x, y, w, h] }) => {
    const [tx, ty, tw, th] = truth!.box;
    return x < tx + tw && tx < x + w && y < ty + th && ty < y + h;
  });
  expect(overlaps).toBe(true);
});

test.describe('when the host dies', () => {
  // The page left behind knocks until it is gone: at a closed door, then with the session of the dead host.
  test.use({ provoked: /ERR_CONNECTION_REFUSED|HTTP Authentication failed/ });

  test('it comes back with everything it had acknowledged', async ({ bench, station }) => {
    const inspect = new InspectScreen(bench);
    await inspect.ready();
    await inspect.inspect();
    const before = readJournal(station.data).map((event) => event.hash);
    await station.restart();
    await bench.goto(station.url);
    await inspect.ready();
    await inspect.inspect();
    const after = readJournal(station.data).map((event) => event.hash);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });
});
