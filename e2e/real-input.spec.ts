import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page, TestInfo } from '@playwright/test';
import type { Frame } from '../ml/image/frame.ts';
import { decodeY4m } from '../ml/image/y4m.ts';
import { writeCamera, type CameraFile } from './camera.ts';
import { loupe } from './command.ts';
import { inspectionsOf, storedImage } from './journal.ts';
import { HistoryScreen } from './pages/history.ts';
import { InspectScreen } from './pages/inspect.ts';
import { photographed, shownInTurn } from './photographs.ts';
import { expect, startStation, test as base } from './station.ts';

// A station of its own for each kind of photograph, taught by `loupe train` and looking at unseen ones through a camera. The pictures of the
// screen stay in the test's output: nothing of the data goes into the repository.

const data = process.env['LOUPE_DATA'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const framesPerSecond = 10;
const framesEach = 50;

interface Kind {
  readonly name: string;
  /** The folder of good pictures, in the data. */
  readonly good: string;
  /** What lies under the camera in turn, and what the answer must be. */
  readonly pieces: () => Promise<readonly { readonly frame: Frame; readonly verdict: 'pass' | 'defect' }[]>;
}

const nth = (folder: string, n: number) => join(data, folder, readdirSync(join(data, folder)).toSorted()[n]!);
const castings: Kind = {
  name: 'casting',
  good: 'casting/train/ok_front',
  pieces: async () => [
    { frame: await photographed(nth('casting/test/ok_front', 0)), verdict: 'pass' },
    { frame: await photographed(nth('casting/test/def_front', 0)), verdict: 'defect' },
    { frame: await photographed(nth('casting/test/ok_front', 1)), verdict: 'pass' },
    { frame: await photographed(nth('casting/test/def_front', 1)), verdict: 'defect' },
  ],
};
const instruments: Kind = {
  name: 'surgical-tools',
  good: 'surgical-tools/train/images',
  // Unseen instruments, all sound: none may be called a defect.
  pieces: () =>
    Promise.all(
      [0, 136, 323].map(async (n) => ({
        frame: await photographed(nth('surgical-tools/valid/images', n)),
        verdict: 'pass' as const,
      })),
    ),
};

interface Real {
  readonly kind: Kind;
  readonly film: CameraFile & { readonly verdicts: readonly string[] };
}
const test = base.extend<Real>({
  kind: [castings, { option: true }],
  film: async ({ folder, kind }, use) => {
    const pieces = await kind.pieces();
    const frames = pieces.map(({ frame }) => frame);
    const { width, height } = frames[0]!;
    const options = { width, height, framesPerSecond, frames: frames.length * framesEach, stamped: false };
    const file = writeCamera(join(folder, 'camera.y4m'), options, shownInTurn(frames, framesEach));
    await use({ ...file, verdicts: pieces.map(({ verdict }) => verdict) });
  },
  camera: async ({ film }, use) => use(film.path),
  station: async ({ folder, kind }, use) => {
    const model = join(folder, 'model');
    const taught = await loupe(
      'train',
      join(data, kind.good),
      '--task',
      'anomaly',
      '--name',
      kind.name,
      '--out',
      model,
    );
    expect(taught.code, taught.complaints.join('\n')).toBe(0);
    const station = await startStation(join(folder, 'data'), 0, ['--model', model]);
    await use(station);
    await station.stop();
  },
});

/** The screen as it is now, at both sizes. */
async function shoot(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: info.outputPath(`${name}-${width}.png`) });
  }
}

for (const kind of [castings, instruments]) {
  test.describe(`a station that was taught ${kind.name}`, () => {
    test.use({ kind });
    test.skip(!existsSync(join(data, kind.good)), `needs ${kind.good} in ../shared/data or LOUPE_DATA`);

    test('judges photographs that it never saw, shows where, and keeps them', async ({
      bench,
      station,
      film,
    }, info) => {
      const inspect = new InspectScreen(bench);
      await inspect.ready();
      const seen = new Set<string>();
      // One piece lies there for 5 s; its verdict leaves the banner when the next one comes.
      for (let i = 0; i < film.verdicts.length; i++) {
        const word = await inspect.inspect();
        if (!seen.has(word)) {
          seen.add(word);
          await shoot(bench, info, `${kind.name}-${word.toLowerCase()}`);
          await inspect.overlay();
          await expect(bench.locator('.heat-map')).toBeVisible();
          await shoot(bench, info, `${kind.name}-${word.toLowerCase()}-heat`);
          await inspect.overlay();
          await inspect.overlay();
        }
        await inspect.says('last');
      }
      expect(seen).toEqual(new Set(film.verdicts.map((verdict) => verdict.toUpperCase())));

      for (const { data: record } of inspectionsOf(station.data)) {
        const { data: planes } = decodeY4m(storedImage(station.data, record.image.sha256));
        const shown = film.hashes.indexOf(createHash('sha256').update(planes).digest('hex'));
        expect(shown).toBeGreaterThanOrEqual(0);
        expect(record.verdict, `photograph ${Math.floor(shown / framesEach)}`).toBe(
          film.verdicts[Math.floor(shown / framesEach)],
        );
        expect(record.steps[0]).toMatchObject({ model: kind.name });
      }

      const history = new HistoryScreen(bench);
      await history.open();
      await history.choose([...seen].at(-1)!);
      await shoot(bench, info, `${kind.name}-history`);
      await bench.keyboard.press('F3');
      await shoot(bench, info, `${kind.name}-history-heat`);
    });
  });
}
