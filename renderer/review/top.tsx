import { Kbd, Select } from '@mantine/core';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useNames } from '../client/use-names.ts';
import { KeyButton } from '../components/key-button.tsx';
import { words } from '../words/words.ts';
import {
  choicesOf,
  fromPeople,
  orders,
  queueReasons,
  type Choice,
  type Order,
  type QueueFilter,
} from './queue.ts';
import type { InspectionRow } from '../projection/row.ts';
import { useStations } from '../projection/use-stations.ts';
import { sampleOf, type Sample } from '../projection/sample.ts';
import type { Session } from './session.ts';
import { filterWords, orderWords, reasonWords } from './words.ts';

/** `23 of 100 · oldest first · why: near the limit`. @param hidden what would tell the model's answer is left out */
export function placeText(
  { list, at }: Session,
  order: Order,
  row: InspectionRow | null,
  hidden: boolean,
): string {
  if (list.length === 0) return 'Nothing waits';
  const where = at < list.length ? `${at + 1} of ${list.length}` : `End of ${list.length}`;
  const why = row && queueReasons(sampleOf(row)).find((reason) => !hidden || fromPeople.has(reason));
  return [where, orderWords[order], why && `why: ${reasonWords[why]}`].filter(Boolean).join(' · ');
}

interface TopProps {
  readonly tabs: ReactNode;
  readonly onFreeze: () => void;
  /** `23 of 100 · oldest first · why: near the limit` */
  readonly place: string;
  readonly arrived: number;
  readonly onAdd: () => void;
  readonly filtering: boolean;
  readonly onFilter: () => void;
}

export function ReviewTop(props: TopProps) {
  const { tabs, onFreeze, place, arrived, onAdd, filtering, onFilter } = props;
  return (
    <header className="review-top">
      {tabs}
      <span className="review-place" role="status">
        {place}
      </span>
      {arrived > 0 && (
        <KeyButton look="chosen" onClick={onAdd}>
          {arrived} new: add
        </KeyButton>
      )}
      <KeyButton keys="Ctrl+F" look={filtering ? 'chosen' : 'plain'} onClick={onFilter}>
        Filter and order
      </KeyButton>
      <KeyButton keys="I" label="Freeze reviewed samples" onClick={onFreeze}>
        Freeze
      </KeyButton>
    </header>
  );
}

interface FilterProps {
  readonly samples: readonly Sample[];
  readonly filter: QueueFilter;
  readonly onFilter: (filter: QueueFilter) => void;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** Choices and orders that would tell what the model answered are not offered. */
  readonly blind: boolean;
}

const telling: ReadonlySet<Choice> = new Set<Choice>(['reason', 'verdict']);

/** One choice for each thing the queue can be cut by, of the values that wait. */
export function ReviewFilters({ samples, filter, onFilter, order, onOrder, blind }: FilterProps) {
  const nameOf = useNames();
  const stations = useStations();
  const choices = useMemo(() => choicesOf(samples), [samples]);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('input')?.focus(), []);
  return (
    <div ref={place} className="review-filters" role="search" aria-label="Filter">
      {(Object.keys(filterWords) as Choice[])
        .filter((choice) => !blind || !telling.has(choice))
        .filter((choice) => choice !== 'station' || stations.several)
        .map((choice) => (
          <Select
            key={choice}
            aria-label={filterWords[choice]}
            placeholder={`Any ${filterWords[choice].toLowerCase()}`}
            data={choices[choice].map(({ name, n }) => ({
              value: name,
              label: `${valueText(choice, name, choice === 'station' ? stations.nameOf : nameOf)} (${n})`,
            }))}
            value={filter[choice] ?? null}
            onChange={(value) => {
              const { [choice]: _, ...rest } = filter;
              onFilter(value === null ? rest : { ...rest, [choice]: value });
            }}
            limit={200}
            searchable
            clearable
          />
        ))}
      <Select
        aria-label="Order"
        className="review-order"
        data={orders
          .filter((each) => !blind || each === 'oldest')
          .map((value) => ({ value, label: orderWords[value] }))}
        value={order}
        onChange={(value) => value !== null && onOrder(value as Order)}
        allowDeselect={false}
      />
      <Kbd className="review-esc">Esc</Kbd>
    </div>
  );
}

function valueText(choice: Choice, name: string, nameOf: (id: string) => string): string {
  if (choice === 'by' || choice === 'station') return nameOf(name);
  if (choice === 'reason') return reasonWords[name as keyof typeof reasonWords];
  return choice === 'verdict' ? words.verdicts[name as keyof typeof words.verdicts] : name;
}
