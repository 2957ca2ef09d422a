import { Alert, NativeSelect } from '@mantine/core';
import { useState, type RefObject } from 'react';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { useStation } from '../../app/station.tsx';
import { checkName, type Finding } from '../checks/check-words.ts';
import { counted, sides, sideWords, type Side, failureInWords } from '../words.ts';
import { Grid } from './grid.tsx';
import { usePictures, type PictureFilter } from './use-pictures.ts';
import { Viewer } from './viewer.tsx';

interface Props {
  readonly summary: DatasetSummary;
  readonly findings: readonly Finding[];
  readonly filter: PictureFilter;
  readonly onFilter: (filter: PictureFilter) => void;
  /** One picture is shown larger, beside the others. */
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** Where the filter begins. */
  readonly first: RefObject<HTMLSelectElement | null>;
}

/** The pictures of a dataset, by class, side and check. */
export function PicturesTab({ summary, findings, filter, onFilter, open, onOpen, first }: Props) {
  const { client } = useStation();
  const pictures = usePictures(client, summary, filter);
  const [place, setPlace] = useState<{ readonly of: PictureFilter; readonly index: number } | null>(null);
  const chosen =
    place !== null && place.of === filter && place.index < (pictures.total ?? 0) ? place.index : null;
  const picture = chosen === null ? undefined : pictures.at(chosen);
  const choose = (index: number) => setPlace({ of: filter, index });
  const change = (part: { readonly [K in keyof PictureFilter]: PictureFilter[K] | undefined }) =>
    onFilter(
      Object.fromEntries(
        Object.entries({ ...filter, ...part }).filter(([, value]) => value !== undefined && value !== ''),
      ),
    );
  const named = findings.filter(({ examples }) => examples.some(({ files }) => files.length > 0));
  return (
    <div className="datasets-pictures">
      <div className="datasets-filters" role="search" aria-label="Filter pictures">
        <NativeSelect
          ref={first}
          aria-label="Class"
          value={filter.class ?? ''}
          onChange={(event) => change({ class: event.currentTarget.value })}
          data={[
            { value: '', label: 'Any class' },
            ...summary.classes.map(({ name }) => ({ value: name, label: name })),
          ]}
        />
        <NativeSelect
          aria-label="Side"
          value={filter.split ?? ''}
          onChange={(event) => change({ split: event.currentTarget.value as Side })}
          data={[
            { value: '', label: 'Any side' },
            ...sides.map((value) => ({ value, label: sideWords[value] })),
          ]}
        />
        <NativeSelect
          aria-label="Check"
          value={filter.check ?? ''}
          onChange={(event) => change({ check: event.currentTarget.value })}
          data={[
            { value: '', label: 'Any check' },
            ...named.map(({ check }) => ({ value: check, label: checkName(check) })),
          ]}
        />
        <span role="status" className="datasets-total">
          {pictures.total === null ? 'Reading…' : counted(pictures.total, 'picture')}
        </span>
      </div>
      {pictures.failed !== null && <Alert>{failureInWords(pictures.failed)}</Alert>}
      <div className="datasets-shown">
        {pictures.total === 0 ? (
          <p className="datasets-none">Nothing matches.</p>
        ) : (
          <Grid
            key={JSON.stringify([summary.name, filter])}
            pictures={pictures}
            classes={summary.classes}
            chosen={chosen}
            onChoose={choose}
            onOpen={() => onOpen(true)}
          />
        )}
        {open && picture !== undefined && (
          <Viewer picture={picture} classes={summary.classes} onClose={() => onOpen(false)} />
        )}
      </div>
    </div>
  );
}
