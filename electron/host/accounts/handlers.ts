import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import { os, type Session } from '../../contract/server.ts';
import type { Journal } from '../journal/journal.ts';
import type { Sessions } from '../sessions.ts';
import type { Accounts } from './accounts.ts';
import type { ApiTokens } from './api-tokens.ts';

export interface AccountRooms {
  readonly journal: Journal;
  readonly accounts: Accounts;
  readonly apiTokens: ApiTokens;
  readonly sessions: Sessions;
}

type ActorOf = (session: Session) => Actor;

/** The part of the contract that is about people. */
export function personHandlers({ journal, accounts, sessions }: AccountRooms, actor: ActorOf) {
  const at = os.people;
  return {
    list: at.list.handler(() => [...accounts.list()]),
    me: at.me.handler(({ context }) => context.session.person()),
    signIn: at.signIn.handler(async ({ input, context }) => {
      const person = await accounts.signIn(input.person, input.pin);
      sessions.get(context.session).actAs(person);
      await journal.append('person.signed-in', { person: person.id }, { id: person.id, role: person.role });
      return person;
    }),
    signOut: at.signOut.handler(async ({ context }) => {
      const person = sessions.get(context.session).signOut();
      await journal.append('person.signed-in', { person: person.id }, { id: person.id, role: person.role });
      return person;
    }),
    add: at.add.handler(async ({ input, context }) => {
      const person = await accounts.add(input);
      const change = { person: person.id, change: 'added', role: person.role } as const;
      await journal.append('people.changed', change, actor(context.session));
      return person;
    }),
    remove: at.remove.handler(async ({ input, context }) => {
      const person = accounts.find(input.person);
      if (!person) throw new LoupeError('not-found', { what: 'person', id: input.person });
      await accounts.remove(person.id);
      const change = { person: person.id, change: 'removed', role: person.role } as const;
      await journal.append('people.changed', change, actor(context.session));
    }),
  };
}

/** The part of the contract that is about programs. */
export function apiTokenHandlers({ journal, apiTokens }: AccountRooms, actor: ActorOf) {
  const at = os.station.apiTokens;
  return {
    list: at.list.handler(() => [...apiTokens.list()]),
    create: at.create.handler(async ({ input, context }) => {
      const made = await apiTokens.create(input.name);
      const change = { token: made.id, name: made.name, change: 'created' } as const;
      await journal.append('api-token.changed', change, actor(context.session));
      return made;
    }),
    revoke: at.revoke.handler(async ({ input, context }) => {
      const { id, name } = await apiTokens.revoke(input.id);
      const change = { token: id, name, change: 'revoked' } as const;
      await journal.append('api-token.changed', change, actor(context.session));
    }),
  };
}
