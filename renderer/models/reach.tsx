import { useStation } from '../app/station.tsx';
import { useAsked } from '../client/use-asked.ts';
import { useFollowed } from '../client/use-followed.ts';
import type { FleetEntry } from '../../electron/contract/fleet.ts';
import { useNow } from '../fleet/use-now.ts';
import { watchFleet } from '../fleet/watch-fleet.ts';
import { FleetTimeline } from '../fleet/fleet-timeline.tsx';
import { reachWords, staysOut, stationName } from '../fleet/fleet-words.ts';

interface Props {
  readonly name: string;
  readonly version: number;
}

/** How far a promotion of this package goes, and where it does not come; for an admin, who may see the fleet. */
export function Reach({ name, version }: Props) {
  const { client, me } = useStation();
  const admin = me?.role === 'admin';
  const now = useNow();
  const fleet = useFollowed(admin ? client : null, watchFleet).value;
  if (!admin || fleet === null) return null;
  const out = staysOut(fleet.stations, { name, version }, now);
  return (
    <section aria-label="How far it goes">
      <p>
        {fleet.shared
          ? reachWords(fleet.stations, { name, version }, out.length)
          : 'Only this station: no registry is set.'}
      </p>
      {out.length > 0 && (
        <ul className="models-reach">
          {out.slice(0, 50).map(({ station, why }) => (
            <li key={station.station}>
              <b>{stationName(station)}</b> {why}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What was promoted, refused, held and pinned here, newest first; for an admin. */
export function Promoted({ name }: { readonly name: string }) {
  const { me, about, status } = useStation();
  const own = me?.role === 'admin' ? (about?.stationId ?? null) : null;
  const asked = useAsked<FleetEntry[] | null>(
    own === null ? null : `${own} ${status?.model.active?.sha256}`,
    (client, signal) => client.fleet.timeline({ station: own ?? '' }, { signal }),
  );
  const entries = (asked.value ?? []).filter(({ model }) => model === null || model === name);
  if (entries.length === 0) return null;
  return (
    <section className="models-promote" aria-labelledby="promoted">
      <h2 id="promoted">On this station until now</h2>
      <FleetTimeline entries={entries} />
    </section>
  );
}
