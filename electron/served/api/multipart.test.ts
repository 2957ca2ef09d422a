import { describe, expect, test } from 'vitest';
import { ApiFailure } from './failure.ts';
import { parseForm } from './multipart.ts';

const type = 'multipart/form-data; boundary=x';
const part = (head: string, content: string) => `--x\r\n${head}\r\n\r\n${content}\r\n`;
const file = (content = 'abc', name = 'a.png') =>
  part(`Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png`, content);
const field = (name: string, content: string) =>
  part(`Content-Disposition: form-data; name="${name}"`, content);
const parse = (body: string, contentType = type) => parseForm(contentType, Buffer.from(body, 'latin1'));

test('reads what the platform’s own FormData writes, bytes and names exactly', async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256);
  for (const name of ['a.png', 'ä ö.png', 'a"b.png', 'a;b=c.png', '../../etc/passwd', '名.tiff']) {
    const form = new FormData();
    form.append('page', '3');
    form.append('file', new Blob([bytes]), name);
    const sent = new Request('http://localhost', { method: 'POST', body: form });
    const body = Buffer.from(await sent.arrayBuffer());
    const read = parseForm(sent.headers.get('content-type') ?? '', body);
    expect([...read.fields]).toEqual([['page', '3']]);
    expect(read.file.name).toBe(name);
    expect(Buffer.compare(read.file.bytes, bytes)).toBe(0);
  }
});

test('content that looks like a boundary is content; an empty field and an empty file are empty', () => {
  const content = '\r\n--y\r\n--\r\n-x\r\n\r\n';
  expect(Buffer.from(parse(`${file(content)}--x--`).file.bytes).toString()).toBe(content);
  const { fields, file: empty } = parse(`${field('page', '')}${file('')}--x--\r\nepilogue`);
  expect([fields.get('page'), empty.bytes.length]).toEqual(['', 0]);
});

test('names: quotes of curl and of browsers, filename*', () => {
  expect(parse(`${file('', 'a\\"b')}--x--`).file.name).toBe('a"b');
  expect(parse(`${file('', 'a%22b')}--x--`).file.name).toBe('a"b');
  const both = part(
    `Content-Disposition: form-data; name="file"; filename="a"; filename*=UTF-8''%e2%82%ac.png`,
    'z',
  );
  expect(parse(`${both}--x--`).file.name).toBe('€.png');
  expect(parse(`${file()}--x--`, 'multipart/form-data; charset=utf-8; boundary="x"; a=b').file.name).toBe(
    'a.png',
  );
});

describe('refused', () => {
  test.each<[string, string, string?]>([
    ['no boundary', '', 'multipart/form-data'],
    ['an empty boundary', '', 'multipart/form-data; boundary='],
    ['a boundary of 71', '', `multipart/form-data; boundary=${'a'.repeat(71)}`],
    ['a boundary with a line end', '', 'multipart/form-data; boundary="a\r\nb"'],
    ['nothing', ''],
    ['another boundary', `${file()}--x--`, 'multipart/form-data; boundary=y'],
    ['a preamble', `hello\r\n${file()}--x--`],
    ['no end', file()],
    ['an end that goes on', `${file()}--xx--`],
    ['only the end', '--x--\r\n'],
    ['no empty line', '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'],
    ['a header of 5 kB', `${part(`X: ${'a'.repeat(5000)}`, '')}--x--`],
    ['a part without a disposition', `${part('Content-Type: image/png', 'a')}--x--`],
    ['an attachment', `${part('Content-Disposition: attachment; filename="a"', 'a')}--x--`],
    ['no name', `${part('Content-Disposition: form-data; filename="a"', 'a')}--x--`],
    ['a header that is none', `${part('Content-Disposition form-data', 'a')}--x--`],
    [
      'base64',
      `${part('Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Transfer-Encoding: base64', 'YQ==')}--x--`,
    ],
    ['two files', `${file()}${file()}--x--`],
    ['no file', `${field('page', '1')}--x--`],
    ['a field twice', `${field('page', '1')}${field('page', '2')}${file()}--x--`],
    ['a long field', `${field('page', '1'.repeat(1001))}${file()}--x--`],
    ['nine parts', `${Array.from({ length: 8 }, (_, i) => field(`f${i}`, '')).join('')}${file()}--x--`],
    [
      'a name that is no UTF-8',
      `${part("Content-Disposition: form-data; name=f; filename*=utf-8''%ff", '')}--x--`,
    ],
    ['bare line feeds', `${file()}--x--`.replaceAll('\r', '')],
  ])('%s', (_name, body, contentType = type) => {
    expect(() => parse(body, contentType)).toThrow(ApiFailure);
  });

  test('10,000 mutations of a good form: read or refused, never anything else', () => {
    const good = Buffer.from(`${field('page', '1')}${file('\x89PNG\r\n\x1a\n')}--x--\r\n`, 'latin1');
    let seed = 7;
    const chance = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    let read = 0;
    for (let n = 0; n < 10_000; n++) {
      const bytes = Buffer.from(good);
      for (let k = chance(4); k >= 0; k--) bytes[chance(bytes.length)] = chance(256);
      try {
        parseForm(type, chance(4) === 0 ? bytes.subarray(0, chance(bytes.length)) : bytes);
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(ApiFailure);
      }
    }
    expect(read).toBeGreaterThan(300);
  });
});
