import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodePlatform } from '../platform-node.ts';
import { faultsOf, openRecord, save, type Saved } from '../save-path.fixture.ts';
import { backUpFolder } from './backup.ts';

let data: string;
beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'loupe-backup-'))));
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** A station with 12 inspections; its record stays open. */
async function station() {
  const platform = createNodePlatform({ data, workers: () => '' });
  const record = await openRecord(platform);
  const saved: Saved[] = [];
  for (let n = 0; n < 12; n++) saved.push(await save(record, `piece ${n}`));
  writeFileSync(join(data, 'settings.json'), '{}\n');
  mkdirSync(join(data, 'cache'), { recursive: true });
  writeFileSync(join(data, 'cache/download'), 'fetched');
  mkdirSync(join(data, 'models/starter/1'), { recursive: true });
  writeFileSync(join(data, 'models/starter/1/model.onnx'), 'weights');
  return { record, saved };
}

test('a backup is a station of its own: nothing lost, nothing of the cache, images without a second copy', async () => {
  const { record, saved } = await station();
  // The station goes on while it is copied; a hold only keeps inspections out.
  const [made] = await Promise.all([backUpFolder(data, '0.1.0'), save(record, 'while it is copied')]);
  await record.journal.close();
  expect(made.folder).toBe('backups/0.1.0');
  expect(made.lines).toBeGreaterThanOrEqual(12);

  const copy = join(data, made.folder);
  expect(readdirSync(copy).toSorted()).toEqual(
    ['images', 'journal', 'models', 'place.json', 'secrets', 'settings.json', 'station.json'].toSorted(),
  );
  const model = 'models/starter/1/model.onnx';
  expect(statSync(join(copy, model)).ino).toBe(statSync(join(data, model)).ino);
  const line = readdirSync(join(data, 'journal')).find((name) => name.endsWith('.jsonl')) ?? '';
  expect(statSync(join(copy, 'journal', line)).ino).not.toBe(statSync(join(data, 'journal', line)).ino);

  // Restored: what a newer version may do to the folder does not reach it.
  const restored = mkdtempSync(join(tmpdir(), 'loupe-restored-'));
  await cp(copy, restored, { recursive: true });
  const again = await openRecord(createNodePlatform({ data: restored, workers: () => '' }));
  expect(await faultsOf(again, saved)).toEqual([]);
  await again.journal.close();
  rmSync(restored, { recursive: true, force: true });
});

test('a damaged journal is noticed, the backup is not kept, and the one before stays', async () => {
  const { record } = await station();
  await backUpFolder(data, '0.1.0');
  await record.journal.close();
  const name = readdirSync(join(data, 'journal')).find((one) => one.endsWith('.jsonl')) ?? '';
  const file = join(data, 'journal', name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('piece 3', 'piece 4'));
  await expect(backUpFolder(data, '0.2.0')).rejects.toThrow(/copied journal, line \d+/);
  expect(existsSync(join(data, 'backups/0.1.0/station.json'))).toBe(true);
  expect(existsSync(join(data, 'backups/0.2.0'))).toBe(false);
});

test('a new backup replaces the earlier ones, and what was left half made', async () => {
  const { record } = await station();
  await record.journal.close();
  await backUpFolder(data, '0.1.0');
  mkdirSync(join(data, 'backups/.0.2.0.part'));
  writeFileSync(join(data, 'backups/.0.2.0.part/half'), 'x');
  const { files } = await backUpFolder(data, '0.2.0');
  expect(readdirSync(join(data, 'backups'))).toEqual(['0.2.0']);
  expect(existsSync(join(data, 'backups/0.2.0/half'))).toBe(false);
  expect((await backUpFolder(data, '0.2.0')).files).toBe(files);
});

test('a name that would leave the folder is refused', async () => {
  for (const name of ['../x', '', '.hidden', 'a/b'])
    await expect(backUpFolder(data, name)).rejects.toThrow(/name/);
});
