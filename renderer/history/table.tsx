import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { useInspections } from '../projection/hooks.ts';
import type { Stations } from '../projection/use-stations.ts';
import type { InspectionRow } from '../projection/row.ts';
import { words } from '../words/words.ts';
import { listTime, modelText, reviewState, topFinding } from './words.ts';

const rowHeight = 40;
const headHeight = 32;
const heads = ['#', 'Time', 'Verdict', 'Instrument', 'SN', 'Tray', 'Top finding', 'Model', 'Review'] as const;
const severalHeads = ['Station', ...heads] as const;

interface Props {
  readonly rows: readonly InspectionRow[];
  readonly chosen: ReadonlySet<string>;
  readonly focus: string | null;
  readonly onChoose: (id: string, extend: boolean) => void;
  /** The end of what is loaded comes into sight. */
  readonly onEnd: () => void;
  readonly label: string;
  readonly stations: Stations;
}

/** The virtual list; its rows keep their places, their contents are live. */
export function InspectionTable({ rows, chosen, focus, onChoose, onEnd, label, stations }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing memoizes what it returns: the React Compiler is not in use
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: headHeight,
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const live = useInspections(items.map(({ index }) => rows[index]!.id));
  const lastSeen = items.at(-1)?.index ?? 0;
  const ended = useEffectEvent(onEnd);
  useEffect(() => {
    if (rows.length > 0 && lastSeen >= rows.length - 20) ended();
  }, [lastSeen, rows.length]);

  const focusIndex = focus === null ? -1 : rows.findIndex(({ id }) => id === focus);
  useEffect(() => {
    if (focusIndex >= 0) virtual.scrollToIndex(focusIndex);
  }, [focusIndex, virtual]);

  const now = Date.now();
  return (
    <div
      className={`history-table${stations.several ? ' history-several' : ''}`}
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={-1}
      aria-multiselectable
      tabIndex={0}
      aria-activedescendant={focusIndex >= 0 ? `row-${focus}` : undefined}
    >
      <div className="history-line history-head" role="row">
        {(stations.several ? severalHeads : heads).map((head) => (
          <span role="columnheader" key={head} className={head === 'Tray' ? 'history-tray' : undefined}>
            {head}
          </span>
        ))}
      </div>
      <div className="history-rows" role="rowgroup" style={{ height: virtual.getTotalSize() - headHeight }}>
        {items.map(({ index, start }) => {
          const row = live?.get(rows[index]!.id) ?? rows[index]!;
          return (
            <div
              key={row.id}
              id={`row-${row.id}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={chosen.has(row.id)}
              className={`history-line history-row${row.id === focus ? ' history-focus' : ''}`}
              style={{ transform: `translateY(${start - headHeight}px)` }}
              onClick={(event) => onChoose(row.id, event.shiftKey)}
            >
              {stations.several && (
                <span role="gridcell" className="history-station" title={stations.nameOf(row.station)}>
                  {stations.nameOf(row.station)}
                </span>
              )}
              <Cells row={row} now={now} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Cells({ row, now }: { row: InspectionRow; now: number }) {
  const texts = [row.tray, topFinding(row), modelText(row), reviewState(row)];
  return (
    <>
      <span role="gridcell">{row.seq}</span>
      <span role="gridcell">{listTime(row.at, now)}</span>
      <span role="gridcell" className="history-verdict">
        <VerdictMark verdict={row.verdict} size={18} />
        <b aria-hidden>{words.verdicts[row.verdict]}</b>
      </span>
      <span role="gridcell" title={row.instrument}>
        {row.instrument}
      </span>
      <span role="gridcell" className="history-serial" title={row.serial}>
        <bdi dir="ltr">{row.serial}</bdi>
      </span>
      {texts.map((text, i) => (
        <span
          role="gridcell"
          key={heads[i + 5]}
          title={text}
          className={heads[i + 5] === 'Tray' ? 'history-tray' : undefined}
        >
          {text}
        </span>
      ))}
    </>
  );
}
