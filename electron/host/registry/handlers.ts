import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Adopting } from './adopt.ts';
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
