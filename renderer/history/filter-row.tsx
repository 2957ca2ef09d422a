import { Chip, Kbd, Select, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import type { RefObject } from 'react';
import { verdicts, type Verdict } from '../../ml/verdict/result.ts';
import { VerdictMark } from '../components/verdict-mark.tsx';
import type { Filter } from '../projection/filter.ts';
import type { Counts } from '../projection/hooks.ts';
import type { Stations } from '../projection/use-stations.ts';
import { words } from '../words/words.ts';

interface Props {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  readonly counts: Counts | undefined;
  readonly stations: Stations;
  readonly text: RefObject<HTMLInputElement | null>;
}

/** The filter row: verdicts, days, instrument, model, station where there are several, text. */
export function FilterRow({ filter, onChange, counts, stations, text }: Props) {
  return (
    <div className="history-filters" role="search" aria-label="Filter">
      <Chip.Group
        multiple
        value={[...(filter.verdicts ?? [])]}
        onChange={(chosen) => onChange({ ...filter, verdicts: chosen as Verdict[] })}
      >
        {verdicts.map((verdict) => (
          <Chip
            key={verdict}
            value={verdict}
            variant="outline"
            radius="sm"
            className="history-chip"
            icon={null}
          >
            <VerdictMark verdict={verdict} size={16} />
            <span>{words.verdicts[verdict]}</span>
          </Chip>
        ))}
      </Chip.Group>
      <DatePickerInput
        type="range"
        allowSingleDateInRange
        clearable
        aria-label="Days"
        placeholder="Any day"
        valueFormat="D MMM"
        className="history-days"
        value={[dayOf(filter.from), dayOf(filter.to === undefined ? undefined : filter.to - 1)]}
        onChange={([from, to]) => onChange(withDays(filter, from, to))}
      />
      <OneOf
        label="Instrument"
        of={named(counts?.instruments)}
        value={filter.instruments?.[0]}
        onChange={(name) => onChange({ ...filter, instruments: name })}
      />
      <OneOf
        label="Model"
        of={named(counts?.packages)}
        value={filter.packages?.[0]}
        onChange={(name) => onChange({ ...filter, packages: name })}
      />
      {stations.several && (
        <OneOf
          label="Station"
          of={stations.ids.map((value) => ({ value, label: stations.nameOf(value) }))}
          value={filter.stations?.[0]}
          onChange={(id) => onChange({ ...filter, stations: id })}
        />
      )}
      <TextInput
        ref={text}
        className="history-text"
        aria-label="Serial, instrument or number"
        placeholder="Serial, instrument or #"
        value={filter.text ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, text: value })}
        rightSection={<Kbd size="xs">Ctrl+F</Kbd>}
        rightSectionWidth={60}
      />
    </div>
  );
}

const named = (of: Counts['instruments'] = []) => of.map(({ name }) => ({ value: name, label: name }));

interface OneOfProps {
  readonly label: string;
  readonly of: { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly onChange: (name: readonly string[]) => void;
}
function OneOf({ label, of, value, onChange }: OneOfProps) {
  return (
    <Select
      className="history-select"
      aria-label={label}
      placeholder={`Any ${label.toLowerCase()}`}
      data={of}
      value={value ?? null}
      onChange={(name) => onChange(name === null ? [] : [name])}
      limit={200}
      searchable
      clearable
      nothingFoundMessage="None of that name"
    />
  );
}

/** A time as the local day the picker works with: `2026-11-21`. */
function dayOf(at: number | undefined): string | null {
  if (at === undefined) return null;
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local days as a time range; the end is the beginning of the day after. */
export function withDays(filter: Filter, first: string | null, last: string | null): Filter {
  const { from: _from, to: _to, ...rest } = filter;
  if (first === null) return rest;
  const end = new Date(`${last ?? first}T00:00:00`);
  end.setDate(end.getDate() + 1);
  return { ...rest, from: new Date(`${first}T00:00:00`).getTime(), to: end.getTime() };
}
