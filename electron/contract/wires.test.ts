import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test, vi } from 'vitest';
import type { ContractRouterClient } from '@orpc/contract';
import { connect, errorCode, failedWith } from './client.ts';
import { errorCodes, type ErrorCode } from './errors.ts';
import { hostileMessages, randomMessage } from './hostile.fixture.ts';
import { pipes, type Pipe } from './pipes.fixture.ts';
import type { sample } from './sample.fixture.ts';

type SampleClient = ContractRouterClient<typeof sample>;

/** The code a call failed with; throws when it did not fail. */
const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    (value) => Promise.reject(new Error(`did not fail: ${JSON.stringify(value)}`)),
    (error: unknown) => errorCode(error),
  );

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe.each(pipes)('over %s', (_name, lay) => {
  let pipe: Pipe;
  let client: SampleClient;
  beforeEach(async () => {
    pipe = await lay();
    client = connect<typeof sample>(pipe.wire);
  });
  afterEach(() => pipe.end());

  test('answers, with bytes both ways and nothing added or lost', async () => {
    const picture = Uint8Array.from({ length: 300_001 }, (_, i) => i % 251);
    const at = '2026-11-21T10:00:00.000Z';
    const answer = await client.echo({ text: 'schön', picture, at });
    expect(answer.picture).toBeInstanceOf(Uint8Array);
    expect(answer).toEqual({ text: 'schön', picture, at });
  });

  test('sends a view, not the buffer around it', async () => {
    const picture = new Uint8Array(100).fill(9).subarray(10, 13);
    expect((await client.echo({ text: '', picture })).picture).toEqual(new Uint8Array([9, 9, 9]));
  });

  test('takes a field that is undefined like one that is missing', async () => {
    expect(await client.echo({ text: 'a', note: undefined })).toEqual({ text: 'a' });
  });

  test('gives back objects that look like its own marks', async () => {
    const value = { a: { $bytes: 1 }, b: [{ $$bytes: { $bytes: 0 } }], c: new Uint8Array([1]), d: null };
    expect((await client.any({ value })).value).toEqual(value);
  });

  test('gives every failure its code and its data', async () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[])
      expect(await codeOf(client.fail({ code })), code).toBe(code);
    const error: unknown = await client.fail({ code: 'wrong-pin' }).catch((e: unknown) => e);
    expect(failedWith(error, 'wrong-pin') && error.data).toEqual({ waitSeconds: 7 });
    expect(failedWith(error, 'busy')).toBe(false);
  });

  test('sends the unforeseen as `internal`, without its words, and logs it once', async () => {
    const error: unknown = await client.explode().catch((e: unknown) => e);
    expect(errorCode(error)).toBe('internal');
    expect(JSON.stringify([error, String(error)])).not.toContain('secret');
    expect((await client.seen()).log).toEqual(['call failed']);
  });

  test('says what was wrong with an input', async () => {
    const error: unknown = await client.echo({ text: 5 as unknown as string }).catch((e: unknown) => e);
    expect(failedWith(error, 'bad-input') && error.data).toEqual({
      what: 'text',
      got: '5',
      allowed: 'Invalid input: expected string, received number',
    });
  });

  test('asks for the role before it looks at the input, and again when the role has changed', async () => {
    const nonsense = { n: 'x' as unknown as number };
    const error: unknown = await client.qaOnly(nonsense).catch((e: unknown) => e);
    expect(failedWith(error, 'not-allowed') && error.data).toEqual({ needs: 'qa' });
    await client.become({ role: 'qa' });
    expect(await client.qaOnly({ n: 3 })).toBe(3);
    expect(await codeOf(client.qaOnly(nonsense))).toBe('bad-input');
    expect(await codeOf(client.roleless())).toBe('not-allowed');
    await client.become({ role: 'admin' });
    expect(await client.roleless()).toBeUndefined();
    await client.become({ role: 'technician' });
    expect(await codeOf(client.qaOnly({ n: 3 }))).toBe('not-allowed');
  });

  test('streams to the end, with bytes in the items', async () => {
    const items = [];
    for await (const { n, picture } of await client.count({ to: 3 })) items.push([n, picture]);
    expect(items).toEqual([1, 2, 3].map((n) => [n, new Uint8Array([n, 255])]));
    expect((await client.seen()).ended).toBe(1);
  });

  test('ends the handler of a stream that is left by break', async () => {
    for await (const { n } of await client.count({})) if (n === 3) break;
    await vi.waitFor(async () => expect((await client.seen()).ended).toBe(1));
  });

  test('ends the handler of a stream that is aborted', async () => {
    const stop = new AbortController();
    const reading = (async () => {
      for await (const { n } of await client.count({}, { signal: stop.signal })) if (n === 2) stop.abort();
    })();
    expect(await codeOf(reading)).toBe('cancelled');
    await vi.waitFor(async () => expect((await client.seen()).ended).toBe(1));
  });

  test('gives a failure in the middle of a stream its code', async () => {
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { n } of await client.count({ failAt: 3 })) seen.push(n);
    })();
    expect(await codeOf(reading)).toBe('disk-low');
    expect(seen).toEqual([1, 2]);
    expect(await client.seen()).toEqual({ ended: 1, aborted: 0, log: [] });
  });

  test('ends an open stream when the role falls', async () => {
    await client.become({ role: 'qa' });
    const reading = (async () => {
      for await (const n of await client.qaStream()) if (n === 2) await client.become({ role: 'technician' });
    })();
    expect(await codeOf(reading)).toBe('not-allowed');
    await vi.waitFor(async () => expect((await client.seen()).ended).toBe(1));
  });

  test('tells the handler when a call is aborted', async () => {
    const stop = new AbortController();
    const call = codeOf(client.wait(undefined, { signal: stop.signal }));
    // Answered after the call before it has begun.
    await client.seen();
    stop.abort();
    expect(await call).toBe('cancelled');
    await vi.waitFor(async () => expect(await client.seen()).toEqual({ ended: 0, aborted: 1, log: [] }));
  });

  test('fails what is open, and every later call, when the station goes away', async () => {
    const call = codeOf(client.wait());
    const stream = await client.count({});
    await stream.next();
    await pipe.drop();
    expect(await call).toBe('disconnected');
    expect(
      await codeOf(
        (async () => {
          for await (const item of stream) void item;
        })(),
      ),
    ).toBe('disconnected');
    expect(await codeOf(client.echo({ text: 'a' }))).toBe('disconnected');
  });

  test('fails a call after its own close', async () => {
    await client.echo({ text: 'a' });
    const call = codeOf(client.wait());
    pipe.close();
    expect(await call).toBe('disconnected');
    expect(await codeOf(client.echo({ text: 'a' }))).toBe('disconnected');
  });

  test('refuses a procedure that does not exist', async () => {
    const strange = client as unknown as Record<string, Record<string, () => Promise<unknown>>>;
    expect(await codeOf(strange['launch']?.['missiles']?.() ?? Promise.resolve())).toBe('internal');
    expect(await codeOf(strange['__proto__']?.['x']?.() ?? Promise.resolve())).toBe('internal');
  });

  test('can be returned from an async function', async () => {
    const returned = await (async () => client)();
    expect(await returned.echo({ text: 'still here' })).toEqual({ text: 'still here' });
  });

  test('survives every hostile message', async () => {
    await client.echo({ text: 'before' });
    for (const [, message] of hostileMessages) pipe.raw(message);
    let seed = 7;
    const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let n = 0; n < 400; n++) pipe.raw(randomMessage(chance));
    expect(await client.echo({ text: 'after' })).toEqual({ text: 'after' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const { log } = await client.seen();
    expect(log.filter((what) => what === 'message dropped')).toHaveLength(1);
    expect(log.filter((what) => what === 'call failed')).toEqual([]);
  });

  test('survives ten thousand messages at once', async () => {
    await client.echo({ text: 'before' });
    for (let n = 0; n < 10_000; n++) pipe.raw({ i: `h${n}`, p: { u: '/qaOnly', b: { json: { n } } } });
    expect(await client.echo({ text: 'after' })).toEqual({ text: 'after' });
  });
});
