import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from './places.fixture.ts';

/** One file of tests, and the names after it up to the next file. */
const shown = /`([\w/.-]+\.(?:test|spec)\.tsx?)` ((?:“[^”]+”(?:, )?)+)/g;

test('the tests that docs/earlier-systems.md names exist', async () => {
  const page = await readFile(join(places.root, 'docs', 'earlier-systems.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| X-/.test(line));
  const numbers = new Set(rows.flatMap((row) => row.split('|')[1]!.match(/X-\d\d/g)!));
  expect([...numbers].toSorted()).toEqual(
    Array.from({ length: 20 }, (_, i) => `X-${String(i + 1).padStart(2, '0')}`),
  );
  const [claimed, later] = page.split('## Not shown yet');
  expect(later).not.toMatch(shown);
  for (const row of claimed!.split('\n').filter((line) => /^\| X-/.test(line))) {
    const named = [...row.matchAll(shown)];
    expect(named, row).not.toEqual([]);
    for (const [, file, names] of named) {
      const source = await readFile(join(places.root, file!), 'utf8');
      for (const [, name] of names!.matchAll(/“([^”]+)”/g)) expect(source, file).toContain(name);
    }
  }
});
