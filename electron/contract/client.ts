import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from './contract.ts';
import { guard, transfer, type Wire } from './wire.ts';

export type Client = ContractRouterClient<Contract>;

/** The station, as seen from the other end of `wire`. Import the contract as a type only: as a value it brings its schemas along. */
export function connect(wire: Wire): Client {
  const client: Client = createORPCClient(
    new RPCLink({ port: guard(wire, 'server'), experimental_transfer: transfer }),
  );
  wire.start?.();
  return client;
}
