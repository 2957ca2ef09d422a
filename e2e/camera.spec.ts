import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { JSHandle, Page } from '@playwright/test';
import { demoPiece } from '../ml/demo/piece.ts';
import { liveFrame } from '../ml/demo/live.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { decodeY4m } from '../ml/image/y4m.ts';

import { readStamp, stampLine, writeCamera, type CameraFile } from './camera.ts';
import { loupe } from './command.ts';
import { inspectionsOf, storedImage } from './journal.ts';
import { InspectScreen } from './pages/inspect.ts';
import { expect, test as base } from './station.ts';

const triggers = 100;
/** How long the camera's file lasts, and with it the test. */
const seconds = 200;
const framesPerSecond = 15;

/** A window on the station with a camera that numbers its frames. */
const test = base.extend<{ numbered: CameraFile }>({
  numbered: async ({ folder }, use) => {
    const size = { width: 320, height: 180 };
    const still = createDemoCamera(size).picture(demoPiece(2));
    const options = { ...size, framesPerSecond, frames: seconds * framesPerSecond, stamped: true };
    await use(writeCamera(join(folder, 'camera.y4m'), options, (n) => liveFrame(still, n).data));
  },
  camera: async ({ numbered }, use) => use(numbered.path),
});

interface Frozen {
  /** Its number in the page. */
  readonly page: number;
  /** The brightness of the line that the camera stamped its number into. */
  readonly line: readonly number[];
}

/** Notes from now on what the picture shows each time that its tag turns to FROZEN, in the same moment: no verdict is there yet. */
const noteFrozen = (page: Page): Promise<JSHandle<Frozen[]>> =>
  page.evaluateHandle(({ width, y }) => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=main-picture]')!;
    const tag = document.querySelector('.picture-tag')!;
    const seen: Frozen[] = [];
    const note = () => {
      if (tag.textContent.trim() !== 'FROZEN') return;
      const pixels = canvas.getContext('2d')!.getImageData(0, y, width, 1).data;
      const line = Array.from({ length: width }, (_, x) => pixels[4 * x]!);
      seen.push({ page: Number(canvas.dataset['frame']), line });
    };
    new MutationObserver(note).observe(tag, { subtree: true, childList: true, characterData: true });
    return seen;
  }, stampLine);

test('100 triggers on a camera: what is recorded is, byte for byte, what was frozen on the screen', async ({
  bench,
  station,
  numbered,
}) => {
  test.setTimeout(seconds * 1000);
  const inspect = new InspectScreen(bench);
  await inspect.ready();

  const noted = await noteFrozen(bench);
  for (let i = 0; i < triggers; i++) {
    await inspect.newPicture();
    await inspect.trigger();
  }
  const frozen = await noted.jsonValue();
  expect(frozen.length).toBe(triggers);

  const inspections = inspectionsOf(station.data);
  expect(inspections.length).toBe(triggers);
  // The file did not run out: each piece of the run is a later picture than the one before.
  const numbers = frozen.map(({ line }) => readStamp((x) => line[x]!));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  for (const [i, { data }] of inspections.entries()) {
    const { layout, width, height, data: planes } = decodeY4m(storedImage(station.data, data.image.sha256));
    expect({ layout, width, height }).toEqual({ layout: 'i420', width: 320, height: 180 });
    expect(data.source.frame).toBe(frozen[i]!.page);
    const recorded = createHash('sha256').update(planes).digest('hex');
    expect(numbered.hashes.indexOf(recorded), `trigger ${i + 1}`).toBe(numbers[i]);
    expect(data.verdict).toMatch(/pass|defect|unsure/);
  }

  await bench.close();
  await station.stop();
  const verified = await loupe('journal', 'verify', '--data', station.data);
  expect(verified, verified.complaints.join('\n')).toMatchObject({ code: 0 });
  const replayed = await loupe('journal', 'replay', '--json', '--data', station.data);
  expect(replayed.code, replayed.complaints.join('\n')).toBe(0);
  const outcomes = replayed.out.map((line) => (JSON.parse(line) as { outcome?: string }).outcome);
  expect(outcomes.filter((outcome) => outcome === 'equal').length).toBe(triggers);
});
