import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import { namedRecipes } from './named-recipes.ts';
import type { Training } from './training.ts';

/** The part of the contract that this room answers. */
export const trainingHandlers = (training: Training, actor: (session: Session) => Actor) => ({
  status: os.training.status.handler(() => training.library()),
  recipes: os.training.recipes.handler(() => [...namedRecipes]),
  list: os.training.list.handler(() => [...training.list()]),
  watch: os.training.watch.handler(async function* ({ signal }) {
    for await (const runs of training.follow(signal)) yield [...runs];
  }),
  get: os.training.get.handler(({ input }) => training.get(input.run)),
  grid: os.training.grid.handler(({ input }) => training.grid(input.run)),
  start: os.training.start.handler(async ({ input, context }) => ({
    run: await training.start(input, actor(context.session)),
  })),
  stop: os.training.stop.handler(({ input }) => training.stop(input.run)),
  cancel: os.training.cancel.handler(({ input }) => training.cancel(input.run)),
  remove: os.training.remove.handler(({ input }) => training.remove(input.run)),
});
