import type { FleetStation } from '../../electron/contract/fleet.ts';
import {
  cameraCell,
  contactCell,
  diskCell,
  isSilent,
  modelCell,
  stationName,
  trustWords,
  waitingCell,
  type Cell,
} from './fleet-words.ts';

const heads = ['Station', 'Last contact', 'Model, running → wanted', 'To send', 'Disk', 'Camera'];

interface Props {
  readonly stations: readonly FleetStation[];
  readonly chosen: string | null;
  readonly now: number;
  readonly onOpen: (id: string) => void;
}

/** A row each; one that has not been heard of for five minutes is grey, and says since when. */
export const FleetTable = ({ stations, chosen, now, onOpen }: Props) => (
  // It scrolls, so the keyboard must be able to stand in it.
  <div className="fleet-scroll" tabIndex={0} role="region" aria-label="Stations">
    <table className="fleet-table">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {stations.map((one) => (
          <Row key={one.station} {...{ one, now, onOpen }} chosen={one.station === chosen} />
        ))}
      </tbody>
    </table>
  </div>
);

interface RowProps {
  readonly one: FleetStation;
  readonly chosen: boolean;
  readonly now: number;
  readonly onOpen: (id: string) => void;
}

function Row({ one, chosen, now, onOpen }: RowProps) {
  const { report, trust, station } = one;
  const name = stationName(one);
  const old = report !== null && trust !== 'own' && isSilent(one, now);
  // What a stranger says of itself is shown when it was trusted.
  const believed = trust === 'own' || trust === 'trusted' ? report : null;
  const cells =
    believed === null
      ? [null, null, null, null]
      : [modelCell(believed), waitingCell(believed), diskCell(believed), cameraCell(believed)];
  return (
    <tr
      className={old ? 'fleet-old' : undefined}
      data-chosen={chosen || undefined}
      onClick={() => onOpen(station)}
    >
      <th scope="row">
        <button
          type="button"
          data-station={station}
          tabIndex={chosen ? 0 : -1}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(station);
          }}
        >
          {name}
        </button>
        {trustWords[trust] !== '' && <span className="badge">{trustWords[trust]}</span>}
      </th>
      <td>
        <Said cell={contactCell(one, now)} />
      </td>
      {cells.map((cell, i) => (
        <td key={heads[i + 2]}>{cell === null ? '–' : <Said cell={cell} />}</td>
      ))}
    </tr>
  );
}

const Said = ({ cell: { text, mark } }: { readonly cell: Cell }) => (mark ? <b>! {text}</b> : text);

/** The keyboard stands on the row of that station. */
export const focusRow = (station: string): void =>
  document.querySelector<HTMLElement>(`.fleet-table [data-station="${station}"]`)?.focus();
