import { createORPCClient, mapEventIterator, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { isAsyncIteratorObject } from '@orpc/shared';
import type { Contract } from './contract.ts';
import type { ErrorCode, ErrorData } from './errors.ts';
import { Disconnected, guard, transfer, type Wire } from './wire.ts';

/** An interface, since a type without a name is written out wherever it is inferred, and this one is long. */
export interface Client extends ContractRouterClient<Contract> {}

/** The station, as seen from the other end of `wire`. Import the contract as a type only: as a value it brings its schemas along. */
export function connect<T extends AnyContractRouter = Contract>(wire: Wire): ContractRouterClient<T> {
  let closed = false;
  wire.addEventListener('close', () => {
    closed = true;
  });
  // What a call or a stream failed with, when it is not the host's word: the RPC library says it in several ways.
  const cause = (error: unknown, signal: Signal | undefined): unknown => {
    if (error instanceof ORPCError) return error;
    if (signal?.aborted) return new Cancelled({ cause: signal.reason });
    return closed ? new Disconnected() : error;
  };
  const link = new RPCLink({
    port: guard(wire, 'server'),
    experimental_transfer: transfer,
    interceptors: [
      async (call) => {
        try {
          const output = await call.next();
          if (!isAsyncIteratorObject(output)) return output;
          return mapEventIterator(output, {
            value: async (item) => item,
            error: async (error) => cause(error, call.signal),
          });
        } catch (error) {
          throw cause(error, call.signal);
        }
      },
    ],
  });
  const client: ContractRouterClient<T> = createORPCClient(link);
  wire.start?.();
  return client;
}

type Signal = { readonly aborted: boolean; readonly reason: unknown };

/** The caller itself ended the call or the stream. */
class Cancelled extends Error {
  constructor(options: { cause: unknown }) {
    super('cancelled', options);
    this.name = 'Cancelled';
  }
}

/**
 * What went wrong with a call or a stream, by code: the host's own word where it is one of the contract's, `disconnected` when the wire
 * closed, `cancelled` when the caller aborted, else `internal`.
 */
export function errorCode(error: unknown): ErrorCode | 'internal' | 'disconnected' {
  if (error instanceof ORPCError) return error.defined ? (error.code as ErrorCode) : 'internal';
  if (error instanceof Disconnected) return 'disconnected';
  return error instanceof Cancelled ? 'cancelled' : 'internal';
}

/** Whether a call failed with this code; then its data has this code's shape. */
export function failedWith<C extends ErrorCode>(
  error: unknown,
  code: C,
): error is Error & { readonly code: C; readonly data: ErrorData<C> } {
  return errorCode(error) === code && error instanceof ORPCError;
}
