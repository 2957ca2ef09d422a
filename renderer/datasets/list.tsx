import { Kbd, TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import { Choice } from '../components/choices/choice.tsx';
import { counted } from './words.ts';

interface Props {
  /** Those that pass the filter. */
  readonly datasets: readonly DatasetSummary[];
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** Every dataset in two lines, and whether something blocks training on it. */
export function List({ datasets, chosen, onChoose, filter, onFilter, field }: Props) {
  return (
    <>
      <TextInput
        ref={field}
        aria-label="Filter datasets"
        placeholder="Name or class"
        value={filter}
        onChange={(event) => onFilter(event.currentTarget.value)}
        rightSection={<Kbd size="xs">Ctrl+F</Kbd>}
        rightSectionWidth={60}
      />
      <ul className="choices" aria-label="Datasets">
        {datasets.map(({ name, frozen, images, classes, blocks }) => (
          <li key={name}>
            <Choice
              name={name}
              badge={frozen ? 'Frozen' : null}
              chosen={name === chosen}
              onChoose={() => onChoose(name)}
            >
              {counted(images, 'picture')}, {counted(classes.length, 'class', 'classes')}
              {blocks > 0 && <b> · {counted(blocks, 'offender')} blocking</b>}
            </Choice>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Those whose name, or the name of a class, holds the text. */
export function matching(datasets: readonly DatasetSummary[], text: string): readonly DatasetSummary[] {
  const wanted = text.trim().toLowerCase();
  return datasets.filter(({ name, classes }) =>
    [name, ...classes.map((each) => each.name)].some((word) => word.toLowerCase().includes(wanted)),
  );
}
