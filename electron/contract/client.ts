import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { AbortError } from '@orpc/shared';
import type { Contract } from './contract.ts';
import type { ErrorCode, ErrorData } from './errors.ts';
import { Disconnected, guard, transfer, type Wire } from './wire.ts';

export type Client = ContractRouterClient<Contract>;

/** The station, as seen from the other end of `wire`. Import the contract as a type only: as a value it brings its schemas along. */
export function connect<T extends AnyContractRouter = Contract>(wire: Wire): ContractRouterClient<T> {
  const link = new RPCLink({ port: guard(wire, 'server'), experimental_transfer: transfer });
  const client: ContractRouterClient<T> = createORPCClient(link);
  wire.start?.();
  return client;
}

/**
 * What went wrong with a call or a stream, by code: the host's own word where it is one of the contract's, `disconnected` when the wire
 * closed, `cancelled` when the caller aborted, else `internal`.
 */
export function errorCode(error: unknown): ErrorCode | 'internal' | 'disconnected' {
  if (error instanceof ORPCError) return error.defined ? (error.code as ErrorCode) : 'internal';
  // The RPC library ends what is still open on a closed wire with an AbortError of its own; a caller's own abort is a DOMException.
  if (error instanceof Disconnected || error instanceof AbortError) return 'disconnected';
  return error instanceof Error && error.name === 'AbortError' ? 'cancelled' : 'internal';
}

/** Whether a call failed with this code; then its data has this code's shape. */
export function failedWith<C extends ErrorCode>(
  error: unknown,
  code: C,
): error is Error & { readonly code: C; readonly data: ErrorData<C> } {
  return errorCode(error) === code && error instanceof ORPCError;
}
