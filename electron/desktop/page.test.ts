import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPageFiles } from '../host/page/files.ts';
import { answerPage } from './page.ts';

let root: string;
let answer: ReturnType<typeof answerPage>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'loupe-page-'));
  const page = join(root, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<style nonce="__NONCE__"></style><meta nonce="__NONCE__">');
  await writeFile(join(page, 'assets', 'a.js'), 'export {};');
  await writeFile(join(page, 'assets', 'k.wasm'), '\0asm');
  await writeFile(join(page, '.env'), 'SECRET');
  await writeFile(join(root, 'secret.txt'), 'SECRET');
  await symlink(join(root, 'secret.txt'), join(page, 'link.txt')).catch(() => undefined);
  answer = answerPage(await listPageFiles(page));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const ask = (url: string, method = 'GET') => answer({ url, method } as Request);

test.each(['loupe://station/', 'loupe://station/index.html', 'loupe://station/?x=1#/history'])(
  '%s is the page, with a policy and a nonce of its own',
  async (url) => {
    const [one, other] = [await ask(url), await ask(url)];
    const html = await one.text();
    const nonce = /nonce="([\w+/=]{24})"/.exec(html)?.[1] ?? '';
    expect(html).toBe(`<style nonce="${nonce}"></style><meta nonce="${nonce}">`);
    expect(await other.text()).not.toBe(html);
    const policy = one.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
    expect(one.headers.get('permissions-policy')).toMatch(
      /camera=\(self\), microphone=\(\).*display-capture=\(\)/,
    );
    expect(one.headers.get('content-type')).toBe('text/html; charset=utf-8');
  },
);

test('files are sent with their type, and with the policy', async () => {
  const script = await ask('loupe://station/assets/a.js');
  expect([script.status, await script.text()]).toEqual([200, 'export {};']);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await ask('loupe://station/assets/k.wasm')).headers.get('content-type')).toBe('application/wasm');
  expect(await (await ask('loupe://station/assets/a.js', 'HEAD')).text()).toBe('');
});

test.each([
  ['loupe://station/..%2fsecret.txt', 404],
  ['loupe://station/%2e%2e/secret.txt', 403],
  ['loupe://station/../secret.txt', 403], // not as a browser would write it
  ['loupe://station//etc/passwd', 404],
  ['loupe://station/C:%5Csecret.txt', 404],
  ['loupe://station/assets%2fa.js', 404],
  ['loupe://station/assets/', 404],
  ['loupe://station/assets/a.js%00.html', 404],
  ['loupe://station/.env', 404],
  ['loupe://station/link.txt', 404],
  ['loupe://station/__proto__', 404],
  ['loupe://station.attacker.example/index.html', 403],
  ['loupe://other/index.html', 403],
  ['https://station/index.html', 403],
])('%s is refused with %i', async (url, status) => {
  const refused = await ask(url);
  expect([refused.status, await refused.text()]).toEqual([status, '']);
  expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('nothing is posted to it', async () => expect((await ask('loupe://station/', 'POST')).status).toBe(405));
