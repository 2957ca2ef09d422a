import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Review } from './review.ts';

/** The part of the contract that this room answers. */
export const reviewHandlers = (review: Review, actor: (session: Session) => Actor) => ({
  label: os.review.label.handler(({ input, context }) => review.label(input.labels, actor(context.session))),
  withdraw: os.review.withdraw.handler(({ input, context }) =>
    review.withdraw(input.labels, actor(context.session)),
  ),
});
