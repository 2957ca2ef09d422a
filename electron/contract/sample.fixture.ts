import { eventIterator, oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { z } from 'zod';
import { errorCodes, LoupeError, type ErrorCode } from './errors.ts';
import { roles, type Person, type Role } from './people.ts';
import { door, type Context, type LogEntry } from './server.ts';

// A small contract with one procedure for each thing that a wire has to carry, and a host for it whose insides can be asked for.

const base = oc.$meta<{ role?: Role }>({}).errors(errorCodes);
const technician = base.meta({ role: 'technician' });
const bytes = z.instanceof(Uint8Array);

export const sample = {
  echo: technician
    .input(
      z.object({
        text: z.string().max(100),
        note: z.string().optional(),
        picture: bytes.optional(),
        at: z.iso.datetime().optional(),
      }),
    )
    .output(
      z.object({
        text: z.string(),
        note: z.string().optional(),
        picture: bytes.optional(),
        at: z.string().optional(),
      }),
    ),
  any: technician.input(z.object({ value: z.unknown() })).output(z.object({ value: z.unknown() })),
  fail: technician.input(z.object({ code: z.string() })).output(z.void()),
  explode: technician.output(z.void()),
  /** Never ends by itself. */
  wait: technician.output(z.void()),
  /** Counts until `to`, for ever without one; fails when it reaches `failAt`. */
  count: technician
    .input(z.object({ to: z.number().optional(), failAt: z.number().optional() }))
    .output(eventIterator(z.object({ n: z.number(), picture: bytes }))),
  qaStream: base.meta({ role: 'qa' }).output(eventIterator(z.number())),
  qaOnly: base
    .meta({ role: 'qa' })
    .input(z.object({ n: z.number() }))
    .output(z.number()),
  roleless: base.output(z.void()),
  become: technician.input(z.object({ role: z.enum(roles) })).output(z.void()),
  /** What the host has seen so far. */
  seen: technician.output(z.object({ ended: z.number(), aborted: z.number(), log: z.array(z.string()) })),
};

/** A fresh host of the sample contract and the context of one session with it. */
export function sampleHost() {
  let person: Person = { id: 'anna', name: 'Anna', role: 'technician', hasPin: false };
  const seen = { ended: 0, aborted: 0, log: [] as string[] };
  const context: Context = {
    session: { id: 'session-1', person: () => person },
    log: ({ what }: LogEntry) => void seen.log.push(what),
  };
  const os = implement(sample).$context<Context>().use(door);

  async function* ticks(signal: AbortSignal | undefined) {
    try {
      for (let n = 1; !signal?.aborted; n++) {
        yield n;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    } finally {
      seen.ended++;
    }
  }

  const router = os.router({
    echo: os.echo.handler(({ input }) => input),
    any: os.any.handler(({ input }) => input),
    fail: os.fail.handler(({ input }) => {
      const data = {
        needs: 'qa',
        waitSeconds: 7,
        bytes: 2,
        limitBytes: 1,
        what: 'frame',
        id: '12',
        got: 'a',
        allowed: 'b',
        by: 'anna',
        frame: 'f',
        freeBytes: 1,
        floorBytes: 2,
        cause: 'full',
        file: 'a.png',
        undecided: 3,
        reason: 'picture-black',
        piece: 16,
        inspection: 'station1-41',
        station: 'station1',
        asked: '2026-11-22T13:40:00.000Z',
      };
      throw new LoupeError(input.code as ErrorCode, data as never);
    }),
    explode: os.explode.handler(() => {
      throw new Error('secret of the host');
    }),
    wait: os.wait.handler(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            seen.aborted++;
            reject(new Error('aborted'));
          });
        }),
    ),
    count: os.count.handler(async function* ({ input, signal }) {
      for await (const n of ticks(signal)) {
        if (n === input.failAt) throw new LoupeError('disk-low', { freeBytes: 1, floorBytes: 2 });
        yield { n, picture: new Uint8Array([n, 255]) };
        if (n === input.to) return;
      }
    }),
    qaStream: os.qaStream.handler(({ signal }) => ticks(signal)),
    qaOnly: os.qaOnly.handler(({ input }) => input.n),
    roleless: os.roleless.handler(() => undefined),
    become: os.become.handler(({ input }) => {
      person = { ...person, role: input.role };
    }),
    seen: os.seen.handler(() => seen),
  });
  return { router, context, seen };
}
