import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Examined } from '../../electron/contract/model-draft.ts';
import { linesOf, readingChoices, type Answers, type Field } from './answers.ts';
import { fitWords, kernelWords } from './manifest-words.ts';

export interface FieldsProps {
  readonly names: readonly Field[];
  readonly answers: Answers;
  readonly onAnswer: (field: Field, value: string) => void;
  readonly examined: Examined | null;
  /** Those that still miss an answer. */
  readonly missing: ReadonlySet<string>;
  readonly wrong: { readonly field: Field; readonly wrong: string } | null;
  /** The version an empty field means. */
  readonly version: number;
}

interface Said {
  readonly label: string;
  readonly why?: string;
  readonly hint?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

/** Questions and corrections, one under the other; what is empty stays as the file says. */
export function Fields({ names, answers, onAnswer, examined, missing, wrong, version }: FieldsProps) {
  return names.map((field) => {
    const { label, why, hint, choices } = saidOf(field, examined, version);
    const props = {
      label,
      description: why,
      error:
        wrong?.field === field
          ? wrong.wrong
          : missing.has(field) && answers[field] === ''
            ? 'Needs an answer'
            : null,
      value: answers[field],
      onChange: (event: { currentTarget: { value: string } }) => onAnswer(field, event.currentTarget.value),
    };
    if (choices !== undefined)
      return (
        <NativeSelect
          key={field}
          {...props}
          data={[{ value: '', label: missing.has(field) ? 'Choose' : 'As the file says' }, ...choices]}
        />
      );
    return field === 'classes' ? (
      <Textarea key={field} {...props} placeholder={hint} autosize minRows={2} maxRows={6} />
    ) : (
      <TextInput key={field} {...props} placeholder={hint} />
    );
  });
}

const plain = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([value, label]) => ({ value, label }));

function saidOf(field: Field, examined: Examined | null, version: number): Said {
  const manifest = examined?.manifest ?? null;
  const count = examined?.readings[0]?.classes ?? 0;
  switch (field) {
    case 'name':
      return { label: 'Name' };
    case 'version':
      return { label: 'Version', hint: String(version) };
    case 'reading':
      return {
        label: 'Task and family',
        why: 'The outputs can be read in more than one way.',
        choices: readingChoices(examined?.readings ?? []),
      };
    case 'size':
      return { label: 'Size', why: 'The model takes pictures of any size.', hint: '640 × 384' };
    case 'kernel':
      return {
        label: 'Resized for training',
        why: 'It is in no file, and changes verdicts.',
        choices: plain(kernelWords),
      };
    case 'range':
      return {
        label: 'Pixel values',
        why: 'What the model was trained on is in no file.',
        choices: plain({
          '0-255': '0 to 255',
          '0-1': '0 to 1',
          signed: '-1 to 1',
          imagenet: 'ImageNet mean and deviation',
        }),
      };
    case 'colour':
      return {
        label: 'Colours',
        choices: plain({ rgb: 'red, green, blue', bgr: 'blue, green, red', grey: 'grey' }),
      };
    case 'fit':
      return { label: 'Fit', choices: plain(fitWords) };
    case 'classes':
      return {
        label: count > 0 ? `Classes: ${count}, in the model’s order` : 'Classes, in the model’s order',
        why: 'One a line. name:pass, name:defect or name:info says what it means.',
        hint: manifest ? linesOf(manifest.classes.slice(0, 6)) : 'whole:pass\nscratch:defect',
      };
    case 'calibration':
      return {
        label: 'Calibration A, B',
        why: 'The map holds no scores from 0 to 1; sigmoid(A · value + B) makes them.',
        hint: '1, 0',
      };
    case 'limits':
      return {
        label: 'Limits: pass up to, defect from',
        hint: manifest ? `${manifest.thresholds.pass}, ${manifest.thresholds.defect}` : '0.5, 0.5',
      };
    case 'minScore':
      return { label: 'Findings from score', hint: minScoreOf(manifest) };
  }
}

const minScoreOf = (manifest: Examined['manifest']): string =>
  manifest !== null && 'minScore' in manifest.outputs ? String(manifest.outputs.minScore) : '';
