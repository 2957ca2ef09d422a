import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { samplePackage } from '../host/models/package.fixture.ts';

// The real program, run from its sources in processes of its own, with its real workers.

const entry = join(import.meta.dirname, 'main.ts');
const page = join(import.meta.dirname, '..', '..', 'out', 'renderer', 'index.html');
let folder: string;
const at = (...path: string[]) => join(folder, ...path);

const start = (...args: string[]) =>
  spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
async function loupe(...args: string[]) {
  const child = start(...args);
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = out.split('\n').filter((line) => line !== '');
  return {
    code,
    complaints,
    results: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

async function writePackage(name: string, version: number): Promise<string> {
  for (const [path, bytes] of samplePackage({ version })) {
    await mkdir(dirname(at(name, path)), { recursive: true });
    await writeFile(at(name, path), bytes);
  }
  return at(name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-program-'));
  await mkdir(at('pictures'));
  const grey = (level: number) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background: { r: level, g: level, b: level } } });
  await grey(16).png().toFile(at('pictures', 'a-dark.png'));
  await grey(128).tiff().toFile(at('pictures', 'b-grey.tiff'));
  await grey(240).webp({ lossless: true }).toFile(at('pictures', 'c-bright.webp'));
  await writePackage('bright', 1);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const brief = (result: Record<string, unknown>) => [
  String(result['file']).slice(folder.length + 1),
  result['verdict'],
  result['score'],
];
const expected = [
  ['pictures/a-dark.png', 'pass', 0.0625],
  ['pictures/b-grey.tiff', 'unsure', 0.5],
  ['pictures/c-bright.webp', 'defect', 0.9375],
];

describe('loupe inspect', () => {
  test('judges a folder with a package, and leaves nothing behind', async () => {
    const { code, results } = await loupe(
      'inspect',
      at('pictures'),
      '--model',
      at('bright'),
      '--json',
      '--data',
      at('untouched'),
    );
    expect(results().map(brief)).toEqual(expected);
    expect(results()[2]).toMatchObject({
      steps: [
        {
          model: 'sample',
          version: 1,
          verdict: 'defect',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      ],
      provider: 'cpu',
    });
    expect(code).toBe(0);
    expect(existsSync(at('untouched'))).toBe(false);
  });

  test('records into a station, which then judges with that package alone', async () => {
    const record = (...more: string[]) =>
      loupe(
        'inspect',
        at('pictures', 'c-bright.webp'),
        '--record',
        '--json',
        '--data',
        at('station'),
        ...more,
      );
    const first = await record('--model', at('bright'));
    expect(first.results().map(brief)).toEqual([expected[2]]);
    const [station, seq] = String(first.results()[0]?.['id']).split('-');
    const again = await record('--model', at('bright'));
    expect([again.code, String(again.results()[0]?.['id']).split('-')[0]]).toEqual([0, station]);
    expect(Number(String(again.results()[0]?.['id']).split('-')[1])).toBeGreaterThan(Number(seq));

    const other = await record('--model', await writePackage('newer', 2));
    expect([other.code, other.results()]).toEqual([2, []]);
    expect(other.complaints).toContain('this station judges with sample 1');
  });

  test('says what cannot be read, and what cannot judge', async () => {
    await writeFile(at('broken.png'), 'no picture at all');
    const broken = await loupe(
      'inspect',
      at('broken.png'),
      at('pictures', 'a-dark.png'),
      '--model',
      at('bright'),
      '--json',
    );
    expect(broken.code).toBe(2);
    expect(broken.results()[0]).toMatchObject({
      file: at('broken.png'),
      verdict: 'no-result',
      reason: 'unreadable-image',
    });
    expect(broken.results().map(({ verdict }) => verdict)).toEqual(['no-result', 'pass']);
    await mkdir(at('bad'));
    await writeFile(at('bad', 'model.json'), '{}');
    const bad = await loupe('inspect', at('pictures'), '--model', at('bad'), '--json');
    expect([bad.code, bad.results()]).toEqual([2, []]);
    expect(bad.complaints).toContain('the model cannot be used');
    expect(await loupe('inspect', at('pictures'), '--model', at('none'))).toMatchObject({
      code: 2,
      complaints: expect.stringContaining('there is no package in') as string,
    });
  });
});

describe.skipIf(!existsSync(page))('loupe serve (with the built page)', () => {
  test('prints its address, keeps its folder to itself, and stops when asked', async () => {
    const station = start('serve', '--port', '0', '--json', '--data', at('served'));
    const [line] = await new Promise<string[]>((resolve) =>
      createInterface(station.stdout).once('line', (text: string) => resolve([text])),
    );
    const said = JSON.parse(line ?? '') as { url: string; port: number; station: string };
    const { url, port } = said;
    expect(url).toMatch(new RegExp(`^http://localhost:${port}/\\?token=[\\w-]{32}$`));
    // By this name the registry gives it an account.
    expect(await readFile(at('served', 'station.json'), 'utf8')).toContain(`"${said.station}"`);
    const first = await fetch(url, { redirect: 'manual' });
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await fetch(new URL('/', url), { headers: { cookie } })).status).toBe(200);
    expect((await fetch(new URL('/', url))).status).toBe(401);

    const second = await loupe('serve', '--port', '0', '--data', at('served'));
    expect([second.code, second.complaints.includes('another Loupe is using')]).toEqual([2, true]);
    const third = await loupe('serve', '--port', String(port), '--data', at('other'));
    expect([third.code, third.complaints.includes(`port ${port} is taken`)]).toEqual([2, true]);

    const ended = new Promise((resolve) => station.on('close', resolve));
    station.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
