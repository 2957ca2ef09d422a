import { useNames } from '../client/use-names.ts';
import { wholeTime } from '../history/words.ts';
import type { Label } from '../projection/change.ts';
import { useStations } from '../projection/use-stations.ts';
import { answerText } from './answers.ts';

/** Two people say different things of one picture: who, what, when, and why. */
export function Conflict({ labels }: { labels: readonly Label[] }) {
  const nameOf = useNames();
  const stations = useStations();
  const apart = labels.some(({ station }) => stations.several || station !== stations.own);
  const said = labels.map(({ by, data }) => `${nameOf(by)} says ${answerText(data)}`);
  return (
    <section className="review-conflict" aria-label="Conflict">
      <h2>Conflict</h2>
      <p>
        <b>{said.join(', ')}</b>
      </p>
      <ul className="small">
        {labels.map(({ station, seq, by, at, data }) => (
          <li key={`${station}-${seq}`}>
            {nameOf(by)}
            {apart && ` at ${stations.nameOf(station)}`} · {wholeTime(at)}
            {data.comment !== undefined && ` · “${data.comment}”`}
          </li>
        ))}
      </ul>
      <p>Your next label replaces {labels.length === 2 ? 'both' : `all ${labels.length}`}</p>
    </section>
  );
}

/** Who waits for a second look at it. */
export function Asked({ asking, me }: { asking: readonly string[]; me: string }) {
  const nameOf = useNames();
  const others = asking.filter((by) => by !== me).map(nameOf);
  return (
    <p className="review-badge">
      {others.length > 0 ? `Second look asked by ${others.join(', ')}` : 'You asked for a second look'}
      {others.length === 0 && <span className="small"> Somebody else has to label it</span>}
    </p>
  );
}
