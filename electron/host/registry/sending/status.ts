import type { Status } from '../../../contract/station.ts';
import { isoTime } from '../../time.ts';
import type { Connection } from '../connection.ts';
import type { SendingStatus } from './sender.ts';

/** How the station stands with its registry, for the screens. @param sending null while it is not open */
export function registryStatus(
  { kind, own }: Pick<Connection, 'kind' | 'own'>,
  sending: SendingStatus | null,
): Status['registry'] {
  const { since = null, ...counts } = sending ?? { waiting: 0, parked: 0, paused: null, away: null };
  return { kind: own ? 'none' : kind, ...counts, since: since === null ? null : isoTime(since) };
}
