import { LoupeError } from '../../../contract/errors.ts';
import { stationId } from '../../../contract/events.ts';
import type { Head } from '../../journal/line.ts';
import type { Platform } from '../../platform.ts';
import { leave, putCopyAside } from './left.ts';
import { openCopy, type Copy, type FollowedJournal } from './copy.ts';

export type { FollowedJournal } from './copy.ts';

/** Why a station's journal does not grow here although it may grow there. What was verified before stays, and can be read. */
export type FollowProblem =
  /** It is new: an admin has not said yet that its key is trusted. Nothing of it is fetched. */
  | { readonly code: 'not-trusted' }
  /** It signs with another key than the one that an admin pinned for it. */
  | { readonly code: 'key-changed' }
  /** It has not said yet who it is. */
  | { readonly code: 'no-report' }
  /** A segment is not what its name, its signature or the lines before it promise. It was put aside. */
  | { readonly code: 'refused'; readonly segment: string; readonly why: string }
  /** Later segments are in the registry, the one after this line is not. */
  | { readonly code: 'missing'; readonly after: number }
  /** Under its name a second journal goes on from an earlier line: two are never mixed. */
  | { readonly code: 'parted'; readonly segment: string; readonly why: string }
  /** The registry does not give it out, or this disk does not take it. */
  | { readonly code: 'stopped'; readonly cause: string };

export interface FollowedStation {
  readonly station: string;
  /** Id of the journal that its last line was written in; null while nothing of it is here. */
  readonly journal: string | null;
  /** Its last line that is here: `seq` 0 while nothing is. */
  readonly head: Head;
  /** Whether its key is trusted, as far as this is known since the start. */
  readonly trusted: boolean;
  readonly problem: FollowProblem | null;
  /** When its last line that is here was written, milliseconds since 1970 by its own clock. */
  readonly at: number | null;
  /** When the registry was last asked what is new of it, milliseconds since 1970; null: not since the start. */
  readonly looked: number | null;
}

/** What other stations wrote, as far as it is here: every line was verified before it was placed. */
export interface Followed {
  /** Sorted by id. Never this station itself. */
  stations(): readonly FollowedStation[];
  /** To be read as one's own; also for `eventsAfter`. @throws LoupeError `not-found` for a station of which nothing is known */
  journal(station: string): FollowedJournal;
  /** Calls back when lines of a station were added, or something else of it has changed. Returns the stop function. */
  watch(listener: (station: string) => void): () => void;
}

type Noted = Partial<Pick<FollowedStation, 'trusted' | 'problem' | 'looked'>>;

/** The same for whoever adds to it. */
export interface FollowedStore extends Followed {
  journal(station: string): Copy;
  /** Of a station that may be new. */
  copy(station: string): Promise<Copy>;
  /** What is known of it beside its lines; forgotten at the next start. */
  note(station: string, noted: Noted): void;
  /** Lines were placed in its copy. */
  grown(station: string): void;
  /**
   * Follows a station no longer in these of its journals. What is here of them is put aside, kept, and its copy begins anew. Nothing may be
   * placed in it meanwhile. @throws FileError
   */
  leave(station: string, journals: readonly string[]): Promise<void>;
}

/** Opens what was followed so far; needs no registry. @param own this station's id */
export async function openFollowed(
  platform: Pick<Platform, 'files' | 'random'>,
  own: string,
): Promise<FollowedStore> {
  const copies = new Map<string, Copy>();
  const noted = new Map<string, Noted>();
  const listeners = new Set<(station: string) => void>();
  const open = async (station: string): Promise<Copy> => {
    const copy = await openCopy(platform, station);
    copies.set(station, copy);
    return copy;
  };
  const tell = (station: string) => listeners.forEach((listener) => listener(station));
  const journal = (station: string): Copy => {
    const found = copies.get(station);
    if (found === undefined) throw new LoupeError('not-found', { what: 'station', id: station });
    return found;
  };
  for (const name of await platform.files.list('stations'))
    if (stationId.safeParse(name).success && name !== own) await open(name);

  return {
    stations: () =>
      [...copies.values()]
        .map((copy) => ({
          ...{ trusted: false, problem: null, looked: null, ...noted.get(copy.stationId) },
          ...{ station: copy.stationId, journal: copy.journalId(), head: copy.head(), at: copy.at() },
        }))
        .toSorted((a, b) => (a.station < b.station ? -1 : 1)),
    journal,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async copy(station) {
      if (!stationId.safeParse(station).success || station === own)
        throw new LoupeError('bad-input', { what: 'The station', got: station, allowed: 'another one' });
      return copies.get(station) ?? open(station);
    },
    note(station, now) {
      noted.set(station, { ...noted.get(station), ...now });
      tell(station);
    },
    grown: tell,
    async leave(station, journals) {
      if (journals.includes(journal(station).journalId() ?? '')) {
        await putCopyAside(platform.files, station);
        await open(station);
        tell(station);
      }
      await leave(platform.files, station, journals);
    },
  };
}
