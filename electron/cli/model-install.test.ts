import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { brightness } from '../host/models/sample.fixture.ts';
import { openDesk } from './desk.fixture.ts';

const desk = openDesk();

test('a signed package is stored and changes nothing that judges; one that was changed is refused', async () => {
  const file = await desk.write('bright.onnx', brightness());
  const known = ['--kernel', 'area/u8', '--range', '0-1', '--classes', 'whole:pass,dark:defect'];
  await desk.wrap(file, 'package', '--name', 'bright', ...known);
  const { code, results, complaints } = await desk.loupe('model', 'install', desk.at('package'));
  expect([code, complaints]).toEqual([0, '']);
  expect(results).toMatchObject([{ name: 'bright', version: 1, trustedBy: 'this station' }]);
  expect(existsSync(desk.at('station', 'models', 'bright', '1', 'SIGNATURE.json'))).toBe(true);
  expect(existsSync(desk.at('station', 'models', 'active.json'))).toBe(false);

  await desk.write(
    'package/card.md',
    `${await readFile(desk.at('package', 'card.md'), 'utf8')} and best of all`,
  );
  const refused = await desk.loupe('model', 'install', desk.at('package'));
  expect(refused.code).toBe(1);
  expect(refused.complaints).toContain('card.md is not the file that was signed');
  expect((await desk.loupe('model', 'install')).code).toBe(2);
});
