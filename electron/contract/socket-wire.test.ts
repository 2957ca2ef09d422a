import { describe, expect, test } from 'vitest';
import { packMessage, unpackMessage } from './socket-wire.ts';

const through = (message: unknown) => unpackMessage(packMessage(message));

describe('messages of a WebSocket', () => {
  test('have the layout they say', () => {
    const json = new TextEncoder().encode('{"a":{"$bytes":1}}');
    expect([...packMessage({ a: new Uint8Array([7, 8]) })]).toEqual([
      2,
      0,
      0,
      0,
      json.length,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      ...json,
      7,
      8,
    ]);
  });

  test.each([
    [{ a: 1, b: 'ä', c: null, d: [true, 1.5] }],
    [{ empty: new Uint8Array(0), nested: [{ deep: new Uint8Array([1]) }, new Uint8Array([2, 3])] }],
    [new Uint8Array([4])],
    [{ $bytes: 1 }],
    [{ $bytes: new Uint8Array([1]) }],
    [{ $$$bytes: { $$bytes: { $bytes: 9 } } }],
    [{ $bytes: 1, other: 2 }],
  ])('come back as they were: %j', (message) => expect(through(message)).toEqual(message));

  test('carry a Node Buffer as its bytes', () => {
    expect(through({ a: Buffer.from([1, 2]) })).toEqual({ a: new Uint8Array([1, 2]) });
  });

  test('leave out what is undefined', () => {
    expect(Object.keys(through({ a: undefined, b: 1 }) as object)).toEqual(['b']);
  });

  test('keep `__proto__` a name like any other', () => {
    const message = through(JSON.parse('{"__proto__":{"polluted":1}}')) as object;
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    expect(Object.keys(message)).toEqual(['__proto__']);
  });

  test('have limits', () => {
    const parts = (count: number) => Array.from({ length: count }, () => new Uint8Array(1));
    expect(through(parts(63))).toEqual(parts(63));
    expect(() => packMessage(parts(64))).toThrow('65 parts');
    expect(() => packMessage(new Uint8Array(130_000_000))).toThrow('message too large');
  });

  const good = packMessage({ a: new Uint8Array([1, 2, 3]), b: 'text' });
  test('are dropped when cut anywhere, or when anything follows', () => {
    for (let length = 0; length < good.length; length++)
      expect(unpackMessage(good.subarray(0, length))).toBeUndefined();
    expect(unpackMessage(Uint8Array.from([...good, 0]))).toBeUndefined();
    expect(unpackMessage(good)).toEqual({ a: new Uint8Array([1, 2, 3]), b: 'text' });
  });

  test('never throw, whichever byte is wrong', () => {
    for (let at = 0; at < good.length; at++)
      for (const value of [0, 1, 34, 64, 65, 127, 128, 255]) {
        const bytes = Uint8Array.from(good);
        bytes[at] = value;
        expect(() => unpackMessage(bytes)).not.toThrow();
      }
  });

  test.each([
    '{"$bytes":1}',
    '{"$bytes":-1}',
    '{"$bytes":0}',
    '{"$bytes":1.5}',
    '{"$bytes":"0"}',
    '{"$bytes":null}',
    '[',
    '',
  ])('are dropped when a mark names no part: %s', (text) => {
    const json = new TextEncoder().encode(text);
    const bytes = new Uint8Array([1, 0, 0, 0, json.length, 0, 0, 0, ...json]);
    expect(unpackMessage(bytes)).toBeUndefined();
  });
});
