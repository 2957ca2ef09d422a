import { Facts } from '../../components/facts/facts.tsx';
import { useStations } from '../../projection/use-stations.ts';
import { numberOf } from '../../words/words.ts';
import { counted } from '../words.ts';
import type { Counts } from './summed.ts';
import { leftOutWords } from './words.ts';

/** What comes in, what keeps pictures of one piece together, and what stays out and why. */
export function PreviewFacts({ counts }: { counts: Counts }) {
  const { added, classes, marked, outlines, known, changed, takenOut, groups, leftOut } = counts;
  const grouped = [
    groups.serial > 0 && `${groups.serial} by their serial number`,
    groups.instrument > 0 && `${groups.instrument} by their instrument`,
    groups.none > 0 &&
      (groups.none === 1
        ? '1 by itself: nobody said what it is'
        : `${groups.none} each by itself: nobody said what they are`),
  ].filter((part) => part !== false);
  const of = (name: string, count: number, said: string) => (count > 0 ? [[name, said] as const] : []);
  return (
    <>
      <Facts
        look="plain"
        of={[
          ['Come in', classes.map(({ name, count }) => `${name} ${count}`).join(' · ') || 'none'],
          ...of('Marked', marked, counted(marked, 'picture')),
          ...of('Outlines', outlines, counted(outlines, 'mark with an outline', 'marks with outlines')),
          ...of(
            'Grouped',
            added,
            `${grouped.join(', ')}${groups.none < added ? '. Pictures of one group stay on one side of the split' : ''}`,
          ),
          ...of('In it already', known, counted(known, 'picture')),
          ...of('Relabelled since', changed, `${counted(changed, 'picture')}, brought up to date`),
          ...of('Leave it', takenOut, `${counted(takenOut, 'picture')} whose label no longer stands`),
        ]}
      />
      <LeftOut of={leftOut} />
    </>
  );
}

/** Pictures that are named of one reason before the rest is only counted. */
const mostNamed = 12;

function LeftOut({ of: { counts, elsewhere, listed } }: { of: Counts['leftOut'] }) {
  const { nameOf } = useStations();
  const reasons = Object.entries(counts) as [keyof typeof leftOutWords, number][];
  if (reasons.length === 0) return null;
  return (
    <section className="datasets-said" aria-label="Left out">
      <h2>Left out</h2>
      <ul>
        {reasons.map(([why, count]) => (
          <li key={why}>
            <b>{count.toLocaleString('en')}</b>: {leftOutWords[why]}{' '}
            {why === 'picture-elsewhere' &&
              `(${elsewhere.map((one) => `${nameOf(one.station)} ${one.count.toLocaleString('en')}`).join(' · ')}) `}
            {listed
              .filter((one) => one.why === why)
              .slice(0, mostNamed)
              .map(({ inspection, other }) => (
                <span key={inspection} className="reviewed-named">
                  <Inspection id={inspection} />
                  {other !== undefined && (
                    <>
                      {' '}
                      beside <Inspection id={other} />
                    </>
                  )}
                </span>
              ))}
            {count > mostNamed && ` and ${(count - mostNamed).toLocaleString('en')} more`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A link to it in History; a picture of the dataset that came from elsewhere has none. */
function Inspection({ id }: { id: string }) {
  const inspection = id.replace(/^reviewed\//, '').replace(/#.*$/, '');
  return /^[a-z0-9]+-\d+$/.test(inspection) ? (
    <a href={`#/history/${inspection}`}>{numberOf(inspection)}</a>
  ) : (
    <>{id}</>
  );
}
