import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { SettingsChange } from '../../contract/settings.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Review } from './review.ts';

/** The part of the contract that this room answers. */
export const reviewHandlers = (
  review: Review,
  actor: (session: Session) => Actor,
  changeSettings: (change: SettingsChange, session: Session) => Promise<unknown>,
) => ({
  label: os.review.label.handler(({ input: { labels, since, by }, context }) => {
    const signed = actor(context.session);
    // Whoever labelled is no longer signed in: nothing goes under another name.
    if (by !== undefined && by !== signed.id) throw new LoupeError('not-allowed', { needs: 'qa' });
    return review.label(labels, signed, since);
  }),
  withdraw: os.review.withdraw.handler(({ input, context }) =>
    review.withdraw(input.labels, actor(context.session)),
  ),
  secondLook: os.review.secondLook.handler(({ input, context }) =>
    review.secondLook(input, actor(context.session)),
  ),
  setPolicy: os.review.setPolicy.handler(async ({ input, context }) => {
    await changeSettings({ samplePolicy: input }, context.session);
  }),
});
