import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { save } from '../save.ts';
import { KeyButton } from '../key-button.tsx';
import { placesOf, reading, summary, type ChartData } from './chart-data.ts';
import { ChartTable } from './chart-table.tsx';
import { chartCsv } from './csv.ts';
import type { Drawing } from './engine.ts';
import { optionOf, type Tokens } from './option.ts';
import { changeRange, moveCursor, nearestPlace, wholeView } from './view.ts';
import './chart.css';

/**
 * Curves with a cursor: ← → walk it (with Home, End; PgUp and PgDn a tenth of the way), + − show less or more of the axis, Ctrl+E goes to
 * the export. What the lines show is also said in words and as a table.
 */
export function Chart({ data }: { data: ChartData }) {
  const place = useRef<HTMLDivElement>(null);
  const exports = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [view, setView] = useState(wholeView);
  const [table, setTable] = useState(false);
  const [failed, setFailed] = useState(false);
  const scheme = useComputedColorScheme('dark');
  const places = useMemo(() => placesOf(data), [data]);
  const title = useId();

  const draw = useEffectEvent(() => {
    if (place.current) drawing.current?.draw(optionOf(data, view, tokensOf(place.current)));
  });
  useEffect(() => draw(), [data, view, scheme]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let left = false;
    const observer = new ResizeObserver(() => {
      drawing.current?.resize();
      draw();
    });
    import('./engine.ts').then(
      ({ startDrawing }) => {
        if (left) return;
        drawing.current = startDrawing(element);
        draw();
        observer.observe(element);
      },
      () => setFailed(true),
    );
    return () => {
      left = true;
      observer.disconnect();
      drawing.current?.close();
      drawing.current = null;
    };
  }, []);

  const press = (event: KeyboardEvent) => {
    const move = moves[event.key]?.(places.length);
    if (move !== undefined) setView((now) => moveCursor(now, places, move));
    else if (event.key === '+' || event.key === '-')
      setView((now) => changeRange(now, places, event.key === '+'));
    else if (event.ctrlKey && event.key.toLowerCase() === 'e')
      exports.current?.querySelector('button')?.focus();
    else return;
    event.preventDefault();
  };
  const point = (left: number, top: number) => {
    const x = drawing.current?.xAt(left, top) ?? null;
    if (x !== null && places.length > 0)
      setView((now) => ({ ...now, cursor: places[nearestPlace(places, x)]! }));
  };
  const file = (kind: 'svg' | 'csv') => {
    const content = kind === 'csv' ? chartCsv(data) : (drawing.current?.svg() ?? '');
    const type = kind === 'csv' ? 'text/csv' : 'image/svg+xml';
    save(
      `loupe-${data.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.${kind}`,
      new Blob([content], { type }),
    );
  };
  return (
    <figure className="chart" aria-labelledby={title} onKeyDown={press}>
      <div className="chart-head">
        <figcaption id={title}>{data.title}</figcaption>
        <p className="chart-reading" aria-hidden>
          {failed
            ? 'The chart could not be drawn; its numbers are in the table'
            : view.cursor === null
              ? '← → cursor · + − range'
              : reading(data, view.cursor)}
        </p>
        <div
          className="chart-files"
          ref={exports}
          role="group"
          aria-label={`${data.title}: export and table`}
        >
          <KeyButton onClick={() => file('svg')} disabled={failed}>
            SVG
          </KeyButton>
          <KeyButton onClick={() => file('csv')}>CSV</KeyButton>
          <KeyButton look={table ? 'chosen' : 'plain'} onClick={() => setTable(!table)}>
            As table
          </KeyButton>
        </div>
      </div>
      <div
        className="chart-place"
        hidden={table}
        tabIndex={0}
        role="slider"
        data-walks
        aria-label={summary(data)}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, places.length - 1)}
        aria-valuenow={view.cursor === null ? 0 : nearestPlace(places, view.cursor)}
        aria-valuetext={view.cursor === null ? 'No place chosen' : reading(data, view.cursor)}
        onClick={({ clientX, clientY, currentTarget }) => {
          const { left, top } = currentTarget.getBoundingClientRect();
          point(clientX - left, clientY - top);
        }}
      >
        <div ref={place} className="chart-drawing" aria-hidden />
      </div>
      {table && <ChartTable data={data} />}
    </figure>
  );
}

/** By how many places each key moves the cursor, of so many. */
const moves: Readonly<Record<string, (count: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  Home: (count) => -count,
  End: (count) => count,
  PageUp: (count) => -Math.ceil(count / 10),
  PageDown: (count) => Math.ceil(count / 10),
};

function tokensOf(element: Element): Tokens {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ...{ ink: token('--ink'), ink2: token('--ink-2'), line: token('--line') },
    ...{ surface: token('--surface'), focus: token('--focus') },
    fontSize: Number.parseFloat(style.fontSize) || 14,
    fontFamily: style.fontFamily,
    height: element.clientHeight,
  };
}
