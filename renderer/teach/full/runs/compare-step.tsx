import { Checkbox } from '@mantine/core';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Client } from '../../../../electron/contract/client.ts';
import type { TrainingDetail, TrainingRun } from '../../../../electron/contract/training-runs.ts';
import { Chart } from '../../../components/chart/chart.tsx';
import { KeyButton } from '../../../components/key-button.tsx';
import { comparedCharts } from '../../../components/run/curves.ts';
import {
  cellText,
  columns,
  compareFigures,
  compareParameters,
  sortRuns,
  type Order,
  type Row,
} from './runs.ts';
import { useDetails } from './use-runs.ts';
import { isEnded } from '../words.ts';

interface Props {
  readonly client: Client | null;
  readonly runs: readonly TrainingRun[] | null;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
  readonly onOpen: (run: TrainingRun) => void;
  readonly onAct: (act: (client: Client) => Promise<void>) => void;
}

/** Every run of this station: sorted by any column; two or more, side by side. */
export function CompareStep({ client, runs, chosen, onChoose, onOpen, onAct }: Props) {
  const [order, setOrder] = useState<Order>({ key: 'queued', down: true });
  const sorted = useMemo(() => sortRuns(runs ?? [], order), [runs, order]);
  const compared = sorted.filter(({ id }) => chosen.includes(id));
  const details = useDetails(client, compared);
  const ended = compared.filter(isEnded);
  if (runs === null) return <p>Reading the runs…</p>;
  if (runs.length === 0)
    return <p className="full-empty">No runs yet. Choose a dataset, and train with Ctrl+Enter.</p>;
  const toggle = (id: string, on: boolean) =>
    onChoose(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <div className="full-compare">
      <div className="full-scroll" tabIndex={0} role="region" aria-label="Runs, scrolls">
        <table className="full-table full-runs" aria-label="Runs" onKeyDown={walkRows}>
          <thead>
            <tr>
              <th scope="col">Compare</th>
              {columns.map(({ key, head }) => (
                <th
                  key={key}
                  scope="col"
                  aria-sort={order.key !== key ? 'none' : order.down ? 'descending' : 'ascending'}
                >
                  <button
                    type="button"
                    onClick={() => setOrder((now) => ({ key, down: now.key === key ? !now.down : false }))}
                  >
                    {head} {order.key === key ? (order.down ? '▼' : '▲') : ''}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody data-walks>
            {sorted.map((run) => (
              <tr key={run.id} aria-selected={chosen.includes(run.id)}>
                <td>
                  <Checkbox
                    aria-label={`Compare ${run.name} of ${run.queued}`}
                    checked={chosen.includes(run.id)}
                    onChange={({ currentTarget }) => toggle(run.id, currentTarget.checked)}
                  />
                </td>
                {columns.map((column) =>
                  column.key === 'name' ? (
                    <td key={column.key}>
                      <button type="button" className="full-link" onClick={() => onOpen(run)}>
                        {run.name}
                      </button>
                    </td>
                  ) : (
                    <td key={column.key}>{cellText(column, run)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {ended.length > 0 && (
        <Forget
          key={ended.map(({ id }) => id).join()}
          runs={ended}
          onForget={() => {
            onChoose(chosen.filter((id) => !ended.some((run) => run.id === id)));
            onAct(async (to) => {
              for (const { id } of ended) await to.training.remove({ run: id });
            });
          }}
        />
      )}
      {compared.length < 2 ? (
        <p className="full-note">Tick two runs or more to see them side by side.</p>
      ) : (
        <SideBySide details={compared.flatMap(({ id }) => details.get(id) ?? [])} />
      )}
    </div>
  );
}

/** The record of a run goes; a package that it made stays. */
function Forget({ runs, onForget }: { runs: readonly TrainingRun[]; onForget: () => void }) {
  const [sure, setSure] = useState(false);
  const which = runs.length === 1 ? 'this run' : `these ${runs.length} runs`;
  return (
    <div className="full-acts">
      {sure ? (
        <>
          <KeyButton look="outlined" onClick={onForget}>
            Forget {which} for good
          </KeyButton>
          <KeyButton onClick={() => setSure(false)}>Keep</KeyButton>
          <span className="full-note">Packages that were made stay.</span>
        </>
      ) : (
        <KeyButton onClick={() => setSure(true)}>Forget {which}…</KeyButton>
      )}
    </div>
  );
}

function SideBySide({ details }: { details: readonly TrainingDetail[] }) {
  const names = details.map(({ run }) => `${run.name} ${run.id.slice(4, 8)}-${run.id.slice(9, 15)}`);
  const charts = useMemo(
    () =>
      comparedCharts(details.map(({ run, curve }) => ({ name: `${run.name} ${run.id.slice(-4)}`, curve }))),
    [details],
  );
  const parameters = compareParameters(details);
  const differing = parameters.filter(({ differs }) => differs);
  return (
    <>
      <div className="full-overlaid">
        {charts.map((data) => (
          <Chart key={data.title} data={data} />
        ))}
        {charts.length === 0 && <p className="full-note">None of these runs has a curve.</p>}
      </div>
      <Rows name="Figures" heads={names} rows={compareFigures(details)} />
      {differing.length === 0 ? (
        <p className="full-note">They were asked for alike: no parameter differs.</p>
      ) : (
        <Rows name="Parameters that differ" heads={names} rows={differing} />
      )}
      <details>
        <summary>Parameters that are alike ({parameters.length - differing.length})</summary>
        <Rows
          name="Parameters that are alike"
          heads={names}
          rows={parameters.filter((row) => !row.differs)}
        />
      </details>
    </>
  );
}

function Rows({ name, heads, rows }: { name: string; heads: readonly string[]; rows: readonly Row[] }) {
  return (
    <div className="full-scroll" tabIndex={0} role="region" aria-label={`${name}, scrolls`}>
      <table className="full-table" aria-label={name}>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name: row, values, differs }) => (
            <tr key={row} data-differs={differs || undefined}>
              <th scope="row">
                {differs ? '≠ ' : ''}
                {row}
              </th>
              {values.map((value, i) => (
                <td key={heads[i]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** ↑ and ↓ go to the same control of the next row. */
function walkRows(event: KeyboardEvent<HTMLTableElement>): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = event.target instanceof HTMLElement ? event.target.closest('tbody tr') : null;
  if (by === undefined || row === null) return;
  const next = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  const own = [...row.querySelectorAll<HTMLElement>('input, button')].indexOf(event.target as HTMLElement);
  next?.querySelectorAll<HTMLElement>('input, button')[own]?.focus();
  event.preventDefault();
}
