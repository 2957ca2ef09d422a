import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { places } from './places.fixture.ts';
import { runProcess } from './process.ts';

const text = (...path: string[]) => readFile(join(places.root, ...path), 'utf8');

describe('what fails is seen to fail', () => {
  test('a test that fails ends the run with an exit code', async () => {
    // In the checkout, so that it finds its test runner, and with the settings of all other tests.
    await mkdir(join(places.root, 'out'), { recursive: true });
    const folder = await mkdtemp(join(places.root, 'out', 'failing-'));
    const codeOf = async (holds: boolean) => {
      const lines = [
        "import { expect, test } from 'vitest';",
        `test('one', () => expect(${holds}).toBe(true));`,
      ];
      await mkdir(join(folder, 'ml'), { recursive: true });
      await writeFile(join(folder, 'ml', 'one.test.ts'), lines.join('\n'));
      const runner = join(places.root, 'node_modules', 'vitest', 'vitest.mjs');
      const words = [runner, 'run', '--config', join(places.root, 'vite.config.ts'), '--root', folder];
      const { code } = await runProcess(process.execPath, words, { limitMs: 50_000, folder: places.root });
      return code;
    };
    try {
      expect([await codeOf(true), await codeOf(false)]).toEqual([0, 1]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('npm test stops at the first step that fails, and CI with it', async () => {
    const { scripts } = JSON.parse(await text('package.json')) as { scripts: Record<string, string> };
    const steps = scripts['test']!.split(' && ');
    const tools = steps.map((step) => step.split(' ')[0]);
    expect(tools).toEqual(['npm', 'node', 'vitest', 'playwright', 'playwright']);
    // A project that no step names would not be played.
    const projects = (await text('e2e', 'playwright.config.ts')).matchAll(/\bname: '(\w+)'/g);
    const played = scripts['test']!.matchAll(/--project (\w+)/g);
    expect([...played].map(([, name]) => name)).toEqual([...projects].map(([, name]) => name));
    for (const step of steps) expect(step).not.toMatch(/[|;&]|pass-?with-?no-?tests/i);
    for (const name of await readdir(join(places.root, '.github', 'workflows'))) {
      const workflow = await text('.github', 'workflows', name);
      expect(workflow).toMatch(/^ {6}- run: npm test$/m);
      expect(workflow).not.toMatch(/continue-on-error|\|\||set \+e/);
    }
  });
});
