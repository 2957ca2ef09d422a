import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Adopting } from './adopt.ts';
import type { FleetRoom } from './fleet.ts';
import type { Promotions } from './promotions.ts';

/** The part of the contract that this room answers. */
export const registryHandlers = (promotions: Promotions, actor: (session: Session) => Actor) => ({
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
});

export const adoptingHandlers = (adopting: Adopting, actor: (session: Session) => Actor) => ({
  list: os.adopting.list.handler(() => adopting.list()),
  bring: os.adopting.bring.handler(async ({ input }) => {
    const { onnx, said } = await adopting.bring(input);
    return { bytes: onnx, classes: said.classes === null ? null : [...said.classes], size: said.size };
  }),
  wrap: os.adopting.wrap.handler(({ input: { from, ...draft }, context }) =>
    adopting.wrap(draft, from, actor(context.session)),
  ),
});

export const fleetHandlers = (fleet: FleetRoom, actor: (session: Session) => Actor) => ({
  watch: os.fleet.watch.handler(({ signal }) => fleet.follow(signal)),
  order: os.fleet.order.handler(({ input, context }) => fleet.order(input, actor(context.session))),
  trust: os.fleet.trust.handler(({ input, context }) => fleet.trust(input, actor(context.session))),
  timeline: os.fleet.timeline.handler(({ input }) => fleet.timeline(input.station)),
});
