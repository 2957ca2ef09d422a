import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readSecret, type SecretInput } from './secret-input.ts';

test('a pipe gives its first line', async () => {
  const from = (text: string) => readSecret('?', Readable.from([text]), () => expect.unreachable());
  expect(await from('geh eim\r\nmore\n')).toBe('geh eim');
  expect(await from('no end')).toBe('no end');
  expect(await from('')).toBe('');
});

test('a terminal shows nothing of what is typed, and can be told so again', async () => {
  const modes: boolean[] = [];
  const terminal = (keys: readonly string[]): SecretInput =>
    Object.assign(Readable.from(keys), {
      isTTY: true as const,
      setRawMode(this: never, raw: boolean) {
        modes.push(raw);
        return this;
      },
    });
  let said = '';
  const say = (text: string) => void (said += text);
  expect(await readSecret('Password: ', terminal(['a', 'x', '\u007f', 'bcd', '\r']), say)).toBe('abcd');
  await expect(readSecret('Password: ', terminal(['a', '\u0003']), say)).rejects.toThrow('stopped');
  expect(modes).toEqual([true, false, true, false]);
  expect(said).toBe('Password: \nPassword: \n');
});
