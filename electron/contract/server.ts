import { mapEventIterator, ORPCError } from '@orpc/client';
import { ValidationError, type AnyContractRouter } from '@orpc/contract';
import { implement, os as plain, type ImplementerInternalWithMiddlewares, type Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { isAsyncIteratorObject } from '@orpc/shared';
import { contract, type Contract } from './contract.ts';
import { errorCodes, LoupeError, type ErrorCode } from './errors.ts';
import { rank, type Person, type Role } from './people.ts';
import { guard, transfer, type Wire } from './wire.ts';

/** One page (or one command line) that talks to the station; it may hold several wires. */
export interface Session {
  readonly id: string;
  /** Who acts through it now; changes on a live connection when somebody signs in. */
  person(): Person;
}

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly what: string;
  readonly [detail: string]: unknown;
}

/** What every handler is given. */
export interface Context {
  readonly session: Session;
  readonly log: (entry: LogEntry) => void;
}

/** An implementation of the whole contract; a missing procedure does not compile. */
export type Handlers = Router<Contract, Context>;

/**
 * The door before every procedure: the one place where a role is checked (before the input is parsed, and again before each item of a
 * stream), where what takes no input refuses some, and the one place where a failure gets the code it travels under.
 */
export const door = plain
  .$context<Context>()
  .$meta<{ role?: Role }>({})
  .middleware(async ({ context: { session, log }, procedure, path, signal, next }, input) => {
    const needs = procedure['~orpc'].meta.role ?? 'admin';
    const where = { procedure: path.join('.'), session: session.id };
    const admit = () => {
      const { id, role } = session.person();
      if (rank[role] >= rank[needs]) return;
      log({ level: 'warn', what: 'call refused', ...where, person: id, needs });
      throw toWire(new LoupeError('not-allowed', { needs }));
    };
    const failure = (error: unknown): unknown => {
      const known = asLoupeError(error);
      if (known) return toWire(known);
      if (signal?.aborted) return toWire(new LoupeError('cancelled', {}));
      log({ level: 'error', what: 'call failed', ...where, error });
      return new ORPCError('internal', { status: 500, message: 'internal' });
    };

    admit();
    if (procedure['~orpc'].inputSchema === undefined && input !== undefined)
      throw toWire(new LoupeError('bad-input', { what: 'input', got: describe(input), allowed: 'none' }));
    try {
      const result = await next();
      if (!isAsyncIteratorObject(result.output)) return result;
      const value = <T>(item: T): T => {
        admit();
        return item;
      };
      return {
        ...result,
        output: mapEventIterator(result.output, { value, error: async (e) => failure(e) }),
      };
    } catch (error) {
      throw failure(error);
    }
  });

/** Where `host.ts` hangs its handlers: `os.inspection.judge.handler(…)`, then `os.router({ … })`. */
export const os: ImplementerInternalWithMiddlewares<Contract, Context, Context> = implement(contract)
  .$context<Context>()
  .use(door);

/** Answers everything that arrives on `wire` with `router`, on behalf of one session, until the wire closes. */
export function serve<T extends AnyContractRouter>(
  wire: Wire,
  router: Router<T, Context>,
  context: Context,
): void {
  let complained = false;
  const port = guard(wire, 'client', (why) => {
    // Once a wire: whoever sends rubbish can send it ten thousand times a second.
    if (complained) return;
    complained = true;
    context.log({ level: 'warn', what: 'message dropped', session: context.session.id, why });
  });
  new RPCHandler(router, { experimental_transfer: transfer }).upgrade(port, { context });
  wire.start?.();
}

function toWire<C extends ErrorCode>({ code, data, cause }: LoupeError<C>) {
  return new ORPCError(code, { defined: true, status: errorCodes[code].status, data, cause });
}

/** The failure as one of the contract's own; null for what nobody foresaw. */
function asLoupeError(error: unknown): LoupeError | null {
  if (error instanceof LoupeError) return error;
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return null;
  if (!(error.cause instanceof ValidationError)) return null;
  const [issue] = error.cause.issues;
  const steps = (issue?.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
  const value = steps.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    error.cause.data,
  );
  return new LoupeError('bad-input', {
    what: steps.map(String).join('.') || 'input',
    got: describe(value),
    allowed: issue?.message ?? 'something else',
  });
}

/** A value in a few words; long ones are cut, bytes are only counted. */
function describe(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
}
