import type { Frame } from '../../../ml/image/frame.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Journal } from '../journal/journal.ts';
import type { Drafts } from './drafts.ts';
import type { Models } from './models.ts';
import type { TrustedKeys } from './trusted-keys.ts';

export interface ModelRooms {
  readonly journal: Journal;
  readonly models: Models;
  readonly trustedKeys: TrustedKeys;
  readonly drafts: Drafts;
}

/**
 * The part of the contract that is about packages, and whose are believed.
 * @param frameOf the frame of that id; throws LoupeError `frame-missing`
 */
export function modelHandlers(
  { journal, models, trustedKeys, drafts }: ModelRooms,
  actor: (session: Session) => Actor,
  frameOf: (id: string) => Frame,
) {
  const at = os.models;
  return {
    list: at.list.handler(() => models.list()),
    previous: at.previous.handler(async () => [...(await models.previous())]),
    activate: at.activate.handler(({ input, context }) =>
      models.activate(input.sha256, input.why, actor(context.session)),
    ),
    examine: at.examine.handler(({ input, signal }) => drafts.examine(input, signal)),
    tryDraft: at.tryDraft.handler(({ input, signal }) => drafts.judge(input, frameOf(input.frame), signal)),
    wrap: at.wrap.handler(({ input, context }) => drafts.wrap(input, actor(context.session))),
    install: at.install.handler(({ input, context }) =>
      models.install(new Map(input.files.map(({ path, bytes }) => [path, bytes])), actor(context.session)),
    ),
    trust: {
      list: at.trust.list.handler(() => ({
        own: trustedKeys.own,
        keys: [...trustedKeys.list()],
      })),
      add: at.trust.add.handler(async ({ input, context }) => {
        const added = await trustedKeys.add(input.name, input.pem);
        const change = { key: added.keyId, name: added.name, change: 'added' } as const;
        await journal.append('trusted-key.changed', change, actor(context.session));
        return added;
      }),
      remove: at.trust.remove.handler(async ({ input, context }) => {
        const used = (await models.list()).find(({ active, keyId }) => active && keyId === input.keyId);
        if (used !== undefined)
          throw new LoupeError('conflict', {
            what: `${used.manifest.name} version ${used.manifest.version} is in use and signed with that key; put another package in use first`,
          });
        const { keyId, name } = await trustedKeys.remove(input.keyId);
        const change = { key: keyId, name, change: 'removed' } as const;
        await journal.append('trusted-key.changed', change, actor(context.session));
      }),
    },
  };
}
