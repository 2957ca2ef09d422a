import type { Session } from '../contract/server.ts';
import type { Person } from '../contract/people.ts';

/** A page or a command line that talks to the station. It may hold several wires; the last one to close ends it. */
export interface OpenSession extends Session {
  actAs(person: Person): void;
  /** Acts as whoever comes first again. */
  signOut(): Person;
  close(): void;
}

export interface Lease {
  readonly session: string;
  readonly person: string;
}

/** Who is connected, as whom, and which of them owns camera and trigger. */
export interface Sessions {
  open(id: string): OpenSession;
  lease(): Lease | null;
  /** Gives the lease to `session` if it is free, its own, or `take` says so. */
  claim(session: Session, take: boolean): boolean;
  release(session: Session): void;
  get(session: Session): OpenSession;
}

/**
 * @param onChange called when the lease moved or its holder became somebody else
 * @param onEnd called with the session that is no more
 */
export function createSessions(
  first: () => Person,
  onChange: () => void,
  onEnd: (id: string) => void = () => {},
): Sessions {
  const open = new Map<string, { session: OpenSession; wires: number; person: Person }>();
  let holder: string | null = null;

  const release = (id: string) => {
    if (holder !== id) return;
    holder = null;
    onChange();
  };
  return {
    open(id) {
      const known = open.get(id);
      if (known) {
        known.wires++;
        return known.session;
      }
      const entry = {
        wires: 1,
        person: first(),
        session: {
          signOut() {
            entry.session.actAs(first());
            return entry.person;
          },
          id,
          person: () => entry.person,
          actAs(person: Person) {
            entry.person = person;
            if (holder === id) onChange();
          },
          close() {
            if (--entry.wires > 0) return;
            open.delete(id);
            release(id);
            onEnd(id);
          },
        },
      };
      open.set(id, entry);
      return entry.session;
    },
    lease: () =>
      holder === null ? null : { session: holder, person: open.get(holder)?.person.id ?? 'system' },
    claim(session, take) {
      if (holder !== null && holder !== session.id && !take) return false;
      if (holder !== session.id) {
        holder = session.id;
        onChange();
      }
      return true;
    },
    release: (session) => release(session.id),
    get(session) {
      const entry = open.get(session.id);
      if (!entry) throw new Error(`session ${session.id} is closed`);
      return entry.session;
    },
  };
}
