import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';
import { places } from './places.fixture.ts';

// What the documents tell somebody to open or to type is there.

const at = (path: string) => join(places.root, path);
const text = (path: string) => readFileSync(at(path), 'utf8');
const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'resources/registry/README.md'],
  ...readdirSync(at('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const files = ['electron', 'renderer', 'ml', 'e2e'].flatMap((folder) =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name.replaceAll('\\', '/')}`,
  ),
);
/** As GitHub makes them of headings. */
const anchorsOf = (path: string) =>
  [...text(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
/** What stands in code; a line of a block counts as one. */
const typed = (path: string): readonly string[] =>
  [...text(path).matchAll(/`([^`\n]+)`|^ {4}(\S.*)$|^(np[mx] .+)$/gm)].map(
    ([, span, line, fenced]) => span ?? line ?? fenced ?? '',
  );

test.each(documents)('%s: every link and its anchor lead somewhere', (path) => {
  for (const [, link = ''] of text(path).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
    const [file = '', anchor] = link.split('#');
    const to = file === '' ? path : join(dirname(path), file);
    expect([link, existsSync(at(to))]).toEqual([link, true]);
    if (anchor !== undefined) expect(anchorsOf(to)).toContain(anchor);
  }
});

test.each(documents)('%s: every command and flag of loupe exists', (path) => {
  for (const code of typed(path)) {
    const [, name, rest = ''] = /^(?:npx )?loupe ([a-z]+)(.*)/.exec(code) ?? [];
    if (name === undefined) continue;
    const usage = commands.find((command) => command.name === name)?.usage;
    expect([code, usage !== undefined]).toEqual([code, true]);
    for (const [flag] of rest.matchAll(/--[a-z][a-z-]*/g))
      expect(usage, code).toMatch(new RegExp(`${flag}(?![\\w-])`));
  }
});

test.each(documents)('%s: every script, bench, test and spec to run exists', (path) => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  for (const code of typed(path)) {
    const [, script, bench] = /npm run ([a-z]+)(?: ([a-z-]+))?/.exec(code) ?? [];
    if (script !== undefined) expect([code, Object.hasOwn(scripts, script)]).toEqual([code, true]);
    if (script === 'bench' && bench !== undefined)
      expect([code, text('bench/run.ts').includes(`'${bench}'`)]).toEqual([code, true]);
    const [, runner, wanted] =
      /npx (vitest|playwright) (?:run|test) --config \S+ ([\w./-]+)$/.exec(code) ?? [];
    if (wanted === undefined) continue;
    const ends = runner === 'vitest' ? /\.test\.tsx?$/ : /\.spec\.ts$/;
    expect([code, files.some((file) => ends.test(file) && file.includes(wanted))]).toEqual([code, true]);
  }
});
