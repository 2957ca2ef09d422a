import type { Status } from '../../../contract/station.ts';
import { isoTime } from '../../time.ts';
import type { Connection } from '../access/connection.ts';
import type { Trouble } from '../delivery/delivery.ts';
import type { Sender } from './sender.ts';
import { whyOf } from './standing.ts';

/**
 * How the station stands with its registry, for the screens.
 * @param sending null while it is not open @param trouble why it could not be asked last for what is promoted: with nothing to send, only that shows.
 *     What went through since then, is newer
 */
export function registryStatus(
  { kind, own }: Pick<Connection, 'kind' | 'own'>,
  sending: Pick<Sender, 'status' | 'reachedAt'> | null,
  trouble: Trouble | null,
): Status['registry'] {
  const nothing = { waiting: 0, parked: 0, since: null, paused: null, away: null };
  const { since, ...counts } = sending?.status() ?? nothing;
  const still = trouble !== null && (sending?.reachedAt() ?? -1) < trouble.at ? trouble.error : null;
  const [paused, away] = ['registry-refused', 'registry-unreachable'].map((code) =>
    still?.code === code ? whyOf(still) : null,
  );
  return {
    ...{ kind: own ? 'none' : kind, ...counts, since: since === null ? null : isoTime(since) },
    ...{ paused: counts.paused ?? paused ?? null, away: counts.away ?? away ?? null },
  };
}

/** Calls back whenever something goes through to the registry again after a time in which nothing did. Returns the stop function. */
export function watchReturn(sending: Pick<Sender, 'status' | 'watch'>, returned: () => void): () => void {
  let out = false;
  return sending.watch(() => {
    const { paused, away } = sending.status();
    const was = out;
    out = paused !== null || away !== null;
    if (was && !out) returned();
  });
}
