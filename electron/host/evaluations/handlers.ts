import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Evaluations } from './evaluations.ts';

/** The part of the contract that this room answers. */
export const evaluationHandlers = (evaluations: Evaluations, actor: (session: Session) => Actor) => ({
  list: os.evaluations.list.handler(({ input }) => evaluations.list(input.model)),
  answers: os.evaluations.answers.handler(async ({ input }) => [...(await evaluations.answers(input))]),
  start: os.evaluations.start.handler(({ input, context }) =>
    evaluations.start(input, actor(context.session)),
  ),
  cancel: os.evaluations.cancel.handler(() => evaluations.cancel()),
  watch: os.evaluations.watch.handler(({ signal }) => evaluations.follow(signal)),
  compare: os.evaluations.compare.handler(({ input: { against, ...key } }) =>
    evaluations.compare(key, against),
  ),
  card: os.evaluations.card.handler(async ({ input }) => {
    const { operators, ...card } = await evaluations.card(input.model);
    return { ...card, operators: [...operators] };
  }),
  saveLimits: os.evaluations.saveLimits.handler(({ input, context }) =>
    evaluations.moveLimits(input, actor(context.session)),
  ),
});
