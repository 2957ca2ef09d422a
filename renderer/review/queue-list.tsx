import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { usePreview } from '../components/picture/use-preview.ts';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { useInspections } from '../projection/hooks.ts';
import type { InspectionRow } from '../projection/row.ts';
import type { Sample } from '../projection/sample.ts';
import { useStations } from '../projection/use-stations.ts';
import { answerText } from './answers.ts';
import { idOf } from './queue.ts';
import type { Given } from './session.ts';

const rowHeight = 48;

interface Props {
  readonly client: Client | null;
  /** The picture itself is on the screen: small ones may be asked for. */
  readonly calm: boolean;
  readonly list: readonly Sample[];
  readonly at: number;
  readonly answers: ReadonlyMap<string, Given>;
  /** What is said of a sample where it has no label of mine. */
  readonly noteOf: (sample: Sample) => string | undefined;
  /** Marks would tell what the model answered. */
  readonly blind: boolean;
  readonly selected: ReadonlySet<string>;
  readonly onShow: (id: string) => void;
  /** @param extend from the one chosen last to this one */
  readonly onSelect: (id: string, extend: boolean) => void;
}

/** The frozen queue: a click shows a picture, its box chooses it for a batch. */
export function QueueList(props: Props) {
  const { client, calm, list, at, answers, noteOf, blind, selected, onShow, onSelect } = props;
  const stations = useStations();
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing memoizes what it returns: the React Compiler is not in use
  const virtual = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  useEffect(() => {
    if (at < list.length) virtual.scrollToIndex(at);
  }, [at, list.length, virtual]);
  const shown = virtual.getVirtualItems();
  const ids = shown.map(({ index }) => idOf(list[index]!)).join(' ');
  // Rows that fly past ask for nothing.
  const [rested, setRested] = useState('');
  if (calm && !virtual.isScrolling && rested !== ids) setRested(ids);
  const rows = useInspections(rested === '' ? [] : rested.split(' '));
  return (
    <nav className="review-queue" ref={scroller} aria-label="Queue">
      <ol style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const sample = list[index]!;
          const id = idOf(sample);
          const given = answers.get(id);
          return (
            <li key={id} style={{ transform: `translateY(${start}px)` }}>
              <input
                type="checkbox"
                aria-label={`Select #${sample.seq}`}
                checked={selected.has(id)}
                onChange={({ nativeEvent }) =>
                  onSelect(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
                }
              />
              <button
                type="button"
                tabIndex={index === at ? 0 : -1}
                aria-current={index === at ? 'true' : undefined}
                onClick={() => onShow(id)}
              >
                <Thumbnail client={client} row={rows?.get(id)} />
                {!blind && <VerdictMark verdict={sample.verdict} size={16} />}
                <span>#{sample.seq}</span>
                {given ? (
                  <b>{`${answerText(given.answer)}${given.labels === null ? ' …' : ''}`}</b>
                ) : (
                  <span className="review-note">
                    {noteOf(sample) ?? (stations.several && stations.nameOf(sample.station))}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Small, and fetched at twice its size, for dense screens; nothing until it is known what it shows. */
function Thumbnail({ client, row }: { client: Client | null; row: InspectionRow | undefined }) {
  const { url } = usePreview(client, row?.image ?? null, 128);
  return <span className="review-thumbnail">{url !== null && <img src={url} alt="" />}</span>;
}
