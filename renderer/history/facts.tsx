import { useNames } from '../client/use-names.ts';
import { Facts } from '../components/facts/facts.tsx';
import { useChanges } from '../projection/hooks.ts';
import { keyOf, type InspectionRow } from '../projection/row.ts';
import { useStations, type Stations } from '../projection/use-stations.ts';
import { numberOf, words } from '../words/words.ts';
import { UsedIn } from './used-in.tsx';
import { bytesText, changeText, reviewState, wholeTime } from './words.ts';

/** What the record says of one inspection, in the order it is asked for. */
export function RowFacts({ row, stations }: { row: InspectionRow; stations: Stations }) {
  const nameOf = useNames();
  const { image, thresholds } = row;
  const limits =
    thresholds && ` (pass below ${thresholds.pass.toFixed(2)}, defect from ${thresholds.defect.toFixed(2)})`;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Why', row.reason && `${words.reasons[row.reason]} (${row.reason})`],
    ['Score', row.model && `${row.score.toFixed(3)}${limits ?? ''}`],
    ['Instrument', row.instrument],
    ['Serial', row.serial],
    ['Tray', row.tray],
    ['Station', stations.several ? stations.nameOf(row.station) : undefined],
    ['Recorded', wholeTime(row.at)],
    ['By', nameOf(row.by)],
    ['Model', row.package && `${row.package} · ${row.provider ?? ''} · ${Math.round(row.judgeMs)} ms`],
    ['Picture', `${image.width} × ${image.height} ${image.type}, ${bytesText(image.bytes)} · ${row.source}`],
    ['SHA-256', image.sha256],
    ['Disposition', row.disposition && words.dispositions[row.disposition]],
    ['Review', reviewState(row) || undefined],
  ];
  return <Facts look="plain" of={facts} />;
}

/** Labels, dispositions and corrections, in the order they were written. */
export function Said({ id }: { id: string }) {
  const changes = useChanges(id);
  const nameOf = useNames();
  const stations = useStations();
  /** Numbers are of their station; whose it is is said where it is not the inspection's own. */
  const placeOf = (line: string) => {
    const [station] = keyOf(line);
    return station !== keyOf(id)[0] ? `${stations.nameOf(station)} ${numberOf(line)}` : numberOf(line);
  };
  if (!changes?.length) return <p className="small">Nothing was said about it since.</p>;
  return (
    <>
      <ol className="history-said">
        {changes.map((change) => (
          <li key={`${change.station}-${change.seq}`}>
            {changeText(change, placeOf)}
            <span className="small">
              {' '}
              · {nameOf(change.by)} · {wholeTime(change.at)} · {placeOf(`${change.station}-${change.seq}`)}
            </span>
          </li>
        ))}
      </ol>
      <UsedIn id={id} />
    </>
  );
}

interface FindingsProps {
  readonly row: InspectionRow;
  readonly selected: number;
  readonly onSelect: (finding: number) => void;
}
/** The findings with the numbers they have on the picture. */
export function Findings({ row, selected, onSelect }: FindingsProps) {
  if (row.findings.length === 0) return <p className="small">No findings.</p>;
  return (
    <ol className="history-findings">
      {row.findings.map((finding, i) => (
        <li key={i}>
          <button type="button" aria-pressed={i === selected} onClick={() => onSelect(i)}>
            <b>◆ {i + 1}</b> {finding.class} · {finding.score.toFixed(3)}
            {finding.lengthMm !== undefined && ` · ${finding.lengthMm.toFixed(1)} mm`}
            {finding.lengthMm === undefined &&
              finding.lengthPx !== undefined &&
              ` · ${Math.round(finding.lengthPx)} px`}
          </button>
        </li>
      ))}
    </ol>
  );
}
