import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeCertificate } from '../electron/host/certificate.fixture.ts';
import { openBench } from './bench.ts';
import { loupe } from './command.ts';
import { inspectionsOf } from './journal.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, startStation, test } from './station.ts';

const pair = await makeCertificate();

test('other machines reach the API over TLS with a token that an admin made, and nothing else of the station', async () => {
  test.skip(pair === null, 'needs OpenSSL');
  await using bench = await openBench();
  const { page, station } = bench;
  const [certificate, key] = [join(station.data, '..', 'cert.pem'), join(station.data, '..', 'key.pem')];
  writeFileSync(certificate, pair!.certificate);
  writeFileSync(key, pair!.key);
  const outside = ['--bind', '127.0.0.1:0', '--tls-cert', certificate, '--tls-key', key];
  // A station without a token stays shut, and so does one without a certificate.
  const serve = (...words: string[]) =>
    loupe('serve', '--port', '0', '--data', join(station.data, '..', 'new'), ...words);
  expect(await serve('--bind', '127.0.0.1:0')).toMatchObject({
    code: 2,
    complaints: expect.arrayContaining([expect.stringContaining('nothing leaves this machine unencrypted')]),
  });
  expect(await serve(...outside)).toMatchObject({
    code: 2,
    complaints: expect.arrayContaining([expect.stringContaining('this station has no API token yet')]),
  });

  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new StationScreen(page);
  await screen.open();
  const tokens = await screen.choose('API tokens');
  await tokens.getByLabel('Name of the program').fill('Line 3');
  await tokens.getByRole('button', { name: 'Create token' }).click();
  const token = (await tokens.locator('pre').textContent()) ?? '';
  await station.stop();

  const open = await startStation(station.data, 0, outside);
  try {
    expect(open.api).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/api$/);
    const noise = Uint8Array.from({ length: 640 * 480 * 3 }, (_, i) => (i * 48271) % 251);
    const picture = await sharp(noise, { raw: { width: 640, height: 480, channels: 3 } })
      .png()
      .toBuffer();
    const ask = (path: string, headers: Record<string, string>, body?: Buffer) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const call = request(
          new URL(path, open.api),
          { ca: pair!.certificate, servername: 'station.lab', method: body ? 'POST' : 'GET', headers },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
            );
          },
        );
        call.on('error', reject);
        call.end(body);
      });
    const bearer = { Authorization: `Bearer ${token}` };
    // The model loads for a moment after a start.
    await expect
      .poll(async () => (JSON.parse((await ask('/api/model', bearer)).text) as { state: string }).state)
      .toBe('ready');
    const judged = await ask('/api/inspect', { ...bearer, 'Content-Type': 'image/png' }, picture);
    expect([judged.status, JSON.parse(judged.text)]).toMatchObject([
      200,
      { file: 'picture', verdict: expect.stringMatching(/^(pass|defect|unsure)$/) },
    ]);

    for (const headers of [{}, { Authorization: 'Bearer loupe_guess' }])
      expect((await ask('/api/model', headers)).status).toBe(401);
    expect((await ask('/api/model', { ...bearer, Host: 'evil.example' })).status).toBe(421);
    for (const path of ['/', '/index.html', '/rpc']) expect((await ask(path, bearer)).status, path).toBe(404);
    await expect(fetch(open.api!.replace('https', 'http'))).rejects.toThrow();
    expect(inspectionsOf(station.data)).toEqual([]);
  } finally {
    await open.stop();
  }
});
