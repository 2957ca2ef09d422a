import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { ImportWishes } from '../../contract/datasets.ts';
import type { Collecting } from './collect.ts';
import type { Datasets } from './datasets.ts';
import type { Exports } from './export.ts';
import type { Uploads } from './uploads.ts';

export interface DatasetRooms {
  readonly datasets: Datasets;
  readonly uploads: Uploads;
  readonly collecting: Collecting;
  readonly exports: Exports;
}

/** The part of the contract that is about datasets. */
export function datasetHandlers(
  { datasets, uploads, collecting, exports: exporting }: DatasetRooms,
  actor: (session: Session) => Actor,
) {
  const at = os.datasets;
  const wishesOf = (input: ImportWishes & { draft: string; name: string }): ImportWishes => {
    const { draft: _, name: __, ...wishes } = input;
    return wishes;
  };
  return {
    list: at.list.handler(() => datasets.list()),
    watch: at.watch.handler(({ signal }) => datasets.follow(signal)),
    get: at.get.handler(({ input }) => datasets.get(input.name)),
    pictures: at.pictures.handler(({ input: { name, ...filter } }) => datasets.pictures(name, filter)),
    upload: at.upload.handler(({ input, context }) =>
      uploads.add(context.session.id, input.draft, input.files),
    ),
    forget: at.forget.handler(({ input, context }) => uploads.forget(context.session.id, input.draft)),
    import: at.import.handler(async function* ({ input, context: { session }, signal }) {
      const draft = uploads.open(session.id, input.draft);
      const work = datasets.import(input.name, draft, wishesOf(input), actor(session), signal);
      yield { state: 'done' as const, ...(yield* inProgress(work)) };
      await uploads.forget(session.id, input.draft);
    }),
    previewAdd: at.previewAdd.handler(async function* ({ input, context: { session }, signal }) {
      const draft = uploads.open(session.id, input.draft);
      const work = datasets.previewAdd(input.name, draft, wishesOf(input), signal);
      yield { state: 'done' as const, ...(yield* inProgress(work)) };
    }),
    add: at.add.handler(async function* ({ input, context: { session }, signal }) {
      const draft = uploads.open(session.id, input.draft);
      const work = datasets.add(input.name, draft, wishesOf(input), actor(session), signal);
      yield { state: 'done' as const, ...(yield* inProgress(work)) };
      await uploads.forget(session.id, input.draft);
    }),
    split: at.split.handler(({ input: { name, ...wishes }, context }) =>
      datasets.split(name, wishes, actor(context.session)),
    ),
    keepIn: at.keepIn.handler(({ input: { name, check, split }, context }) =>
      datasets.keepIn(name, check, split, actor(context.session)),
    ),
    quarantine: at.quarantine.handler(({ input, context }) =>
      datasets.quarantine(input.name, input.checks, actor(context.session)),
    ),
    setVerdict: at.setVerdict.handler(({ input, context }) =>
      datasets.setVerdict(input.name, input.class, input.verdict, actor(context.session)),
    ),
    undo: at.undo.handler(({ input }) => datasets.undo(input.name)),
    freeze: at.freeze.handler(({ input, context }) => datasets.freeze(input.name, actor(context.session))),
    collect: at.collect.handler(({ input, context }) => collecting.collect(input, actor(context.session))),
    takeOut: at.takeOut.handler(({ input, context }) =>
      datasets.takeOut(input.name, input.picture, actor(context.session)),
    ),
    export: at.export.handler(async function* ({ input, signal }) {
      yield {
        state: 'done' as const,
        ...(yield* inProgress(exporting.toExports(input.name, input.layout, signal))),
      };
    }),
    remove: at.remove.handler(({ input, context }) => datasets.remove(input.name, actor(context.session))),
  };
}

/** Says how far a piece of work is, and passes on what it ends with. */
export async function* inProgress<T>(
  work: AsyncGenerator<{ readonly done: number; readonly total: number }, T>,
): AsyncGenerator<{ state: 'progress'; done: number; total: number }, T> {
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    yield { state: 'progress', ...next.value };
  }
}
