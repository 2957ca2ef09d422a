import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { layouts } from '../../../ml/dataset/source.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { layoutWords } from '../words.ts';
import { FileList } from './file-list.tsx';
import { nameFrom, type BroughtFolder } from './brought-folder.ts';
import type { Asked } from './bringing.ts';
import { emptyAnswers, wishesOf, type Answers, type Field } from './draft-wishes.ts';
import { Looks } from './looks.tsx';
import { useLookedAt } from './use-looked-at.ts';

interface Props {
  readonly folder: BroughtFolder;
  readonly into: string | null;
  readonly taken: readonly string[];
  /** It was tried before and failed. */
  readonly again: boolean;
  readonly onRun: (asked: Asked) => void;
  readonly onLeave: () => void;
}

/** What a folder does not say by itself. */
export function DraftForm({ folder, into, taken, again, onRun, onLeave }: Props) {
  const [answers, setAnswers] = useState(() => emptyAnswers(into ?? nameFrom(folder.name, taken)));
  const { looked, failed } = useLookedAt(folder, answers.layout);
  const read = wishesOf(answers, into === null ? taken : []);
  const answer = (field: Field, value: string) =>
    setAnswers((before): Answers => ({
      ...before,
      [field]: field === 'layout' && value === '' ? null : value,
    }));
  const field = (name: Field, label: string, description?: string, placeholder?: string) => ({
    ...{ label, description, placeholder },
    value: answers[name] ?? '',
    error: 'field' in read && read.field === name ? read.wrong : null,
    onChange: (event: { currentTarget: { value: string } }) => answer(name, event.currentTarget.value),
  });
  const empty = folder.files.length === 0;
  const layout = answers.layout ?? looked?.detected ?? null;
  return (
    <form
      className="datasets-form"
      aria-label={into === null ? 'Import' : 'Add pictures'}
      onSubmit={(event) => {
        event.preventDefault();
        if ('wishes' in read && !empty)
          onRun({ name: answers.name, into: into !== null, wishes: read.wishes });
      }}
    >
      {empty && <p role="alert">There is no picture in it that Loupe can read. Choose another folder.</p>}
      <NativeSelect
        {...field('layout', 'Layout')}
        description={
          failed
            ? 'Its annotations cannot be read this way. Say another.'
            : looked === null
              ? 'Reading the annotations…'
              : `It looks like ${layoutWords[looked.detected]}`
        }
        data={[
          {
            value: '',
            label: looked === null ? 'As it looks' : `As it looks: ${layoutWords[looked.detected]}`,
          },
          ...layouts.map((value) => ({ value, label: layoutWords[value] })),
        ]}
      />
      <Looks source={looked?.source ?? null} />
      {into === null && <TextInput {...field('name', 'Name')} maxLength={63} />}
      {layout === 'pairs' && (
        <Textarea
          {...field(
            'maskValues',
            'What the values of a mask mean',
            'One a line',
            '0 = background\n1-255 = crack',
          )}
          autosize
          minRows={2}
        />
      )}
      {layout === 'csv-boxes' && (
        <Textarea
          {...field(
            'columns',
            'Columns of the table, where their names do not say it',
            'One a line',
            'x = xmin',
          )}
          autosize
          minRows={2}
        />
      )}
      <details>
        <summary>Large pictures, author, source, licence</summary>
        <div className="datasets-fields">
          <TextInput
            {...field('tile', 'Cut large pictures into squares of so many pixels', undefined, 'Not cut')}
          />
          <TextInput {...field('author', 'Author', 'For pictures that name none')} />
          <TextInput {...field('source', 'Source')} />
          <TextInput {...field('licence', 'Licence')} />
        </div>
      </details>
      {folder.passedOver.length > 0 && <FileList title="Not copied" files={folder.passedOver} />}
      <div className="datasets-actions">
        <button type="submit" className="key-button key-button-primary" disabled={empty || 'field' in read}>
          {again ? 'Go on' : into === null ? 'Import' : 'Look at what it adds'}
        </button>
        <KeyButton onClick={onLeave}>Leave it</KeyButton>
      </div>
    </form>
  );
}
