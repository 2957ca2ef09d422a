import type { Actor } from '../../../contract/people.ts';
import { os, type Session } from '../../../contract/server.ts';
import type { Frames } from '../../frames/frames.ts';
import type { QuickTeachRoom } from './quick-teach.ts';

export interface QuickTeachDesk {
  readonly room: QuickTeachRoom;
  readonly frames: Pick<Frames, 'get'>;
  readonly actor: (session: Session) => Actor;
  /** @throws LoupeError `lease-held` for a session that does not hold the camera */
  readonly holdsLease: (session: Session) => void;
}

/** The part of the contract that this room answers. */
export function quickTeachHandlers({ room, frames, actor, holdsLease }: QuickTeachDesk) {
  const { quickTeach } = os;
  return {
    watch: quickTeach.watch.handler(({ signal }) => room.follow(signal)),
    capture: quickTeach.capture.handler(async ({ input, context: { session } }) => {
      holdsLease(session);
      return { piece: await room.capture(frames.get(input.frame), actor(session)) };
    }),
    remove: quickTeach.remove.handler(({ input }) => room.remove(input.image)),
    putBack: quickTeach.putBack.handler(() => room.putBack()),
    startAnew: quickTeach.startAnew.handler(() => room.startAnew()),
    train: quickTeach.train.handler(({ input, context }) =>
      room.train(input.placement, actor(context.session)),
    ),
    cancel: quickTeach.cancel.handler(() => room.cancel()),
    tryIt: quickTeach.tryIt.handler(({ input, context: { session } }) => {
      holdsLease(session);
      return room.tryIt(frames.get(input.frame));
    }),
    save: quickTeach.save.handler(({ input, context }) => room.save(input.name, actor(context.session))),
  };
}
