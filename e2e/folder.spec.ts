import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { createDemoCamera } from '../ml/demo/render.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { rgbOf } from '../ml/image/colour.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { StatusBar } from './pages/status-bar.ts';
import { expect, test } from './station.ts';

const size = { width: 1280, height: 720 };
const camera = createDemoCamera(size);
/** Seven pieces of the demo bench, as another program would save them; the second and the fifth are damaged. */
const pieces = Array.from({ length: 7 }, (_, i) => demoPiece(i + 1, 'Needle holder', i === 1 || i === 4));
const nameOf = (index: number) => `piece ${index + 1}.jpg`;
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

let home: string;
let folder: string;
let made: string[];
test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'loupe-folder-'));
  made = await Promise.all(
    pieces.map(async (piece, index) => {
      const path = join(home, nameOf(index));
      const pixels = sharp(rgbOf(camera.picture(piece)), { raw: { ...size, channels: 3 } });
      writeFileSync(path, await pixels.jpeg({ quality: 95 }).toBuffer());
      return path;
    }),
  );
});
test.afterAll(() => rmSync(home, { recursive: true, force: true }));
test.beforeEach(() => {
  folder = join(home, 'incoming');
  mkdirSync(folder);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const arrive = (index: number) => copyFileSync(made[index] ?? '', join(folder, nameOf(index)));
const modelReady = (page: Page) => expect(new StatusBar(page).slot('model')).toContainText('starter v1');
const recorded = (data: string) =>
  inspectionsOf(data).map(({ data: { source, image, trigger } }) => [
    source.kind,
    source.label,
    image.sha256,
    trigger,
  ]);

/** Presses until a picture was taken: the next one may still be on its way to the screen, and a press before that takes none. */
async function step(screen: InspectScreen, data: string): Promise<void> {
  const known = inspectionsOf(data).length;
  const count = () => inspectionsOf(data).length;
  await expect(async () => {
    await screen.press();
    await expect.poll(count, { timeout: 3000 }).toBe(known + 1);
  }).toPass();
}

test('an admin names a folder; it is stepped through by space, then watched', async () => {
  await using bench = await openBench({ settings: { theme: 'system' } });
  const { page, station } = bench;
  const screen = new InspectScreen(page);
  await modelReady(page);
  const stationScreen = new StationScreen(page);
  await stationScreen.open();
  await new RoleDrawer(page).become(/admin/i);
  const section = await stationScreen.choose('Folder of pictures');
  await section.getByLabel(/^Folder, by/).fill(folder);
  await look(page, 'folder-settings');
  await stationScreen.apply();
  expect(
    readJournal(station.data)
      .filter(({ kind }) => kind === 'settings.changed')
      .at(-1)?.data,
  ).toEqual({
    changes: [{ path: 'folderPath', from: '', to: folder }],
  });

  await page.keyboard.press('Alt+1');
  await page.getByLabel('Source').selectOption('Folder of pictures');
  await screen.says('cannot', 'No pictures in the folder');
  await look(page, 'folder-empty');

  for (let index = 0; index < 6; index++) arrive(index);
  await screen.ready();
  await look(page, 'folder-ready');
  for (let index = 0; index < 6; index++) {
    await step(screen, station.data);
    await screen.says('verdict', index === 1 || index === 4 ? 'DEFECT' : 'PASS');
    if (index === 1) await look(page, 'folder-verdict');
  }
  const six = made.slice(0, 6).map((path, index) => ['folder', nameOf(index), hashOf(path), 'key']);
  expect(recorded(station.data)).toEqual(six);
  for (const path of made.slice(0, 6)) {
    const hash = hashOf(path);
    const kept = join(station.data, 'images', hash.slice(0, 2), `${hash}.jpeg`);
    expect(readFileSync(kept).equals(readFileSync(path))).toBe(true);
  }

  await stationScreen.open();
  await stationScreen.choose('Folder of pictures');
  await section.getByText('Each is judged as it comes').click();
  await stationScreen.apply();
  await page.keyboard.press('Alt+1');
  arrive(6);
  copyFileSync(made[0] ?? '', join(folder, 'once more.jpg'));
  await screen.says('verdict', 'PASS');
  expect(recorded(station.data)).toHaveLength(7);
  expect(recorded(station.data).at(-1)).toEqual(['folder', nameOf(6), hashOf(made[6] ?? ''), 'hands-free']);
});

test('what is no picture is said to be, and the folder goes on; a folder that is gone comes back', async () => {
  writeFileSync(join(folder, 'a broken one.jpg'), 'no picture at all');
  await using bench = await openBench({ settings: { theme: 'system', folderPath: folder } });
  const { page, station } = bench;
  const screen = new InspectScreen(page);
  await modelReady(page);
  await page.getByLabel('Source').selectOption('Folder of pictures');
  await screen.ready();
  arrive(0);
  await screen.press();
  await screen.says('cannot', 'a broken one.jpg cannot be judged');
  await look(page, 'folder-unreadable');
  await step(screen, station.data);
  expect(recorded(station.data)).toEqual([['folder', nameOf(0), hashOf(made[0] ?? ''), 'key']]);
  await screen.says('verdict', 'PASS');

  renameSync(folder, `${folder}-away`);
  await screen.says('cannot', 'The folder of pictures is gone');
  renameSync(`${folder}-away`, folder);
  arrive(1);
  await screen.says('last', 'PASS');
});
