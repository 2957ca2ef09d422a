import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { demoPiece } from '../ml/demo/piece.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { rgbOf } from '../ml/image/colour.ts';
import { openBench } from './bench.ts';
import { loupe } from './command.ts';
import { StatusBar } from './pages/status-bar.ts';
import { TryScreen } from './pages/try.ts';
import { clientOf } from './station-client.ts';
import { expect, test } from './station.ts';

const size = { width: 1280, height: 720 };
const camera = createDemoCamera(size);
/** Pieces of the demo bench of which nobody has to ask what is right. */
const known = [
  { name: 'good.png', damaged: false, verdict: 'pass' },
  { name: 'damaged.png', damaged: true, verdict: 'defect' },
] as const;

test('a good and a damaged piece get the right word, from screen, API and command line alike', async () => {
  await using bench = await openBench({ settings: { theme: 'system' } });
  const { page, station } = bench;
  const home = dirname(station.data);
  const files = known.map(({ name }) => join(home, name));
  for (const [i, { damaged }] of known.entries()) {
    const pixels = rgbOf(camera.picture(demoPiece(i + 1, 'Needle holder', damaged)));
    await sharp(pixels, { raw: { ...size, channels: 3 } })
      .png()
      .toFile(files[i]!);
  }
  const right = known.map(({ verdict }) => verdict);

  await expect(new StatusBar(page).slot('model')).toContainText('starter v1');
  const screen = new TryScreen(page);
  await screen.open();
  for (const [i, { name, verdict }] of known.entries()) {
    await screen.choose(files[i]!);
    await expect(page.getByRole('img', { name: `Picture ${name}` })).toBeVisible();
    await expect(screen.verdict).toContainText(verdict.toUpperCase());
  }

  const { token } = await (await clientOf(page, 'admin')).station.apiTokens.create({ name: 'Line 3' });
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'image/png' };
  const asked = await Promise.all(
    files.map(async (file) => {
      const picture = { method: 'POST', headers, body: new Uint8Array(readFileSync(file)) };
      return said(await (await fetch(new URL('/api/inspect', station.url), picture)).text());
    }),
  );
  expect(asked.map(({ verdict }) => verdict)).toEqual(right);

  const printed = await loupe('inspect', '--json', '--data', join(home, 'another'), ...files);
  expect([printed.code, printed.out.map(said)]).toEqual([0, asked]);
});

function said(json: string): { verdict: string; score: number } {
  const { verdict, score } = JSON.parse(json) as { verdict: string; score: number };
  return { verdict, score };
}
