import { os } from '../../contract/server.ts';
import type { AccessRoom } from './access-room.ts';

/** The part of the contract that is about the way to the registry. */
export const registryAccessHandlers = (room: AccessRoom) => ({
  watch: os.registryAccess.watch.handler(({ signal }) => room.follow(signal)),
  login: os.registryAccess.login.handler(async ({ input }) => ({ version: await room.login(input) })),
  logout: os.registryAccess.logout.handler(() => room.logout()),
  tryIt: os.registryAccess.tryIt.handler(({ input, signal }) => room.tryIt(input, signal)),
  parked: os.registryAccess.parked.handler(() => [...room.parked()]),
  again: os.registryAccess.again.handler(({ input }) => room.again(input.id)),
  sendNow: os.registryAccess.sendNow.handler(() => room.sendNow()),
});
