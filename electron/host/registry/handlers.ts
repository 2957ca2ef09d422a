import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { RegistryRoom } from './registry-room.ts';

/** The parts of the contract that this room answers. */
export const registryHandlers = (
  { access, promotions, adopting, fleet }: RegistryRoom,
  actor: (session: Session) => Actor,
) => ({
  registry: {
    look: os.registry.look.handler(({ input }) => promotions.look(input.sha256)),
    watch: os.registry.watch.handler(({ signal }) => promotions.follow(signal)),
    register: os.registry.register.handler(({ input, context }) =>
      promotions.register(input.sha256, actor(context.session)),
    ),
    promote: os.registry.promote.handler(({ input, context }) =>
      promotions.promote(input, actor(context.session)),
    ),
    rollback: os.registry.rollback.handler(({ input, context }) =>
      promotions.rollback(input, actor(context.session)),
    ),
  },
  adopting: {
    list: os.adopting.list.handler(() => adopting.list()),
    bring: os.adopting.bring.handler(async ({ input }) => {
      const { onnx, said } = await adopting.bring(input);
      return { bytes: onnx, classes: said.classes === null ? null : [...said.classes], size: said.size };
    }),
    wrap: os.adopting.wrap.handler(({ input: { from, ...draft }, context }) =>
      adopting.wrap(draft, from, actor(context.session)),
    ),
  },
  registryAccess: {
    watch: os.registryAccess.watch.handler(({ signal }) => access.follow(signal)),
    login: os.registryAccess.login.handler(async ({ input, context }) => ({
      version: await access.login(input, actor(context.session)),
    })),
    logout: os.registryAccess.logout.handler(({ context }) => access.logout(actor(context.session))),
    tryIt: os.registryAccess.tryIt.handler(({ input, signal }) => access.tryIt(input, signal)),
    parked: os.registryAccess.parked.handler(() => [...access.parked()]),
    again: os.registryAccess.again.handler(({ input }) => access.again(input.id)),
    sendNow: os.registryAccess.sendNow.handler(() => access.sendNow()),
  },
  fleet: {
    watch: os.fleet.watch.handler(({ signal }) => fleet.follow(signal)),
    order: os.fleet.order.handler(({ input, context }) => fleet.order(input, actor(context.session))),
    trust: os.fleet.trust.handler(({ input, context }) => fleet.trust(input, actor(context.session))),
    followAnew: os.fleet.followAnew.handler(({ input, context }) =>
      fleet.followAnew(input, actor(context.session)),
    ),
    timeline: os.fleet.timeline.handler(({ input }) => fleet.timeline(input.station)),
  },
});
