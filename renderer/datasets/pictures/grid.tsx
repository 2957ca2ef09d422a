import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { DatasetPicture, DatasetSummary } from '../../../electron/contract/datasets.ts';
import { gridStep } from './grid-step.ts';
import { Thumb } from './thumb.tsx';
import type { Pictures } from './use-pictures.ts';

/** Width and height of a cell with its caption, in pixels. */
const cell = { width: 176, height: 164 };

interface Props {
  readonly pictures: Pictures;
  readonly classes: DatasetSummary['classes'];
  readonly chosen: number | null;
  readonly onChoose: (index: number) => void;
  /** Enter, or a click. */
  readonly onOpen: (index: number) => void;
}

/** All pictures in rows; only those in sight exist. One stop of Tab, arrows inside. */
export function Grid({ pictures, classes, chosen, onChoose, onOpen }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const { total, at, need } = pictures;
  const count = total ?? 0;
  // oxlint-disable-next-line react/incompatible-library -- nothing memoizes what it returns: the React Compiler is not in use
  const virtual = useVirtualizer({
    count: Math.ceil(count / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => cell.height,
    overscan: 2,
  });
  const rows = virtual.getVirtualItems();
  const first = (rows[0]?.index ?? 0) * columns;
  const last = Math.min(count, ((rows.at(-1)?.index ?? 0) + 1) * columns) - 1;
  useEffect(() => {
    if (last >= first) need(first, last);
  }, [first, last, need]);
  const row = chosen === null ? -1 : Math.floor(chosen / columns);
  useEffect(() => {
    if (row >= 0) virtual.scrollToIndex(row);
  }, [row, virtual]);

  const press = (event: KeyboardEvent) => {
    const to = gridStep(event.key, chosen, count, columns);
    if (event.key === 'Enter' && chosen !== null) onOpen(chosen);
    else if (to === null) return;
    else onChoose(to);
    event.preventDefault();
  };

  return (
    <div
      className="datasets-grid"
      ref={scroller}
      role="grid"
      aria-label="Pictures"
      aria-rowcount={Math.ceil(count / columns)}
      aria-colcount={columns}
      aria-activedescendant={chosen === null || at(chosen) === undefined ? undefined : `picture-${chosen}`}
      tabIndex={0}
      data-walks
      onKeyDown={press}
    >
      <div role="presentation" className="datasets-grid-rows" style={{ height: virtual.getTotalSize() }}>
        {rows.map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            className="datasets-grid-row"
            style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, 1fr)` }}
          >
            {Array.from({ length: Math.min(columns, count - index * columns) }, (_, column) => {
              const place = index * columns + column;
              return (
                <div
                  key={place}
                  id={`picture-${place}`}
                  role="gridcell"
                  aria-colindex={column + 1}
                  aria-selected={place === chosen}
                  className="datasets-cell"
                  onClick={() => {
                    onChoose(place);
                    onOpen(place);
                  }}
                >
                  <Cell picture={at(place)} classes={classes} />
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell({
  picture,
  classes,
}: {
  picture: DatasetPicture | undefined;
  classes: DatasetSummary['classes'];
}) {
  if (picture === undefined) return <span className="datasets-thumb" aria-busy="true" />;
  const { name, class: shows, split, boxes } = picture;
  const said = shows ?? [...new Set(boxes?.map((box) => box.class))].join(', ');
  return (
    <>
      <Thumb picture={picture} classes={classes} />
      <span className="datasets-caption" title={name}>
        {said ? <b>{said}</b> : name.slice(name.lastIndexOf('/') + 1)} {split ?? ''}
      </span>
    </>
  );
}

function useColumns(element: { readonly current: HTMLElement | null }): number {
  const [columns, setColumns] = useState(4);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setColumns(Math.max(1, Math.floor(entry.contentRect.width / cell.width)));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return columns;
}
