import type { DatasetReport } from '../../../ml/dataset/report.ts';
import { counted } from '../words.ts';

export type Finding = DatasetReport['findings'][number];

interface CheckWords {
  /** After the count: `27 pictures in both train and test`. */
  readonly one: string;
  readonly many: string;
  /** What to do about it. */
  readonly act: string;
}

const split = 'A score from pictures that were trained on says nothing. Keep them on one side.';
const words: Readonly<Record<string, CheckWords>> = {
  unreadable: {
    ...{ one: 'file that cannot be read', many: 'files that cannot be read' },
    act: 'They are not among the pictures. Mend them and add them again, or leave them out.',
  },
  'unknown-class': {
    ...{ one: 'label of a class that is not listed', many: 'labels of classes that are not listed' },
    act: 'Correct the label where it comes from, or leave its picture out.',
  },
  'unknown-mask-value': {
    ...{ one: 'mask with values that mean no class', many: 'masks with values that mean no class' },
    act: 'Import again and say what the values mean, or leave them out.',
  },
  'box-empty': {
    ...{ one: 'box without a size', many: 'boxes without a size' },
    act: 'Draw them again where they come from, or leave their pictures out.',
  },
  'box-outside': {
    ...{ one: 'box that reaches out of its picture', many: 'boxes that reach out of their pictures' },
    act: 'Often width and height are exchanged. Correct them, or leave their pictures out.',
  },
  'box-twice': {
    ...{ one: 'box that is drawn twice', many: 'boxes that are drawn twice' },
    act: 'Leave one of each where they come from, or leave their pictures out.',
  },
  'size-mismatch': {
    ...{
      one: 'annotation of another size than its picture',
      many: 'annotations of another size than their pictures',
    },
    act: 'They were drawn on another picture. Leave them out, or bring the picture they belong to.',
  },
  'same-picture-across-split': {
    ...{ one: 'picture in both train and test', many: 'pictures in both train and test' },
    act: split,
  },
  'same-group-across-split': {
    ...{
      one: 'picture of a piece that is on another side too',
      many: 'pictures of pieces that are on another side too',
    },
    act: split,
  },
  'copies-across-split': {
    ...{
      one: 'varied copy on another side than its original',
      many: 'varied copies on another side than their originals',
    },
    act: split,
  },
  'label-conflict': {
    ...{ one: 'picture with two different labels', many: 'pictures with two different labels' },
    act: 'Only one can be right. Leave them out, or bring them again with one label.',
  },
  'near-duplicate-across-split': {
    ...{ one: 'picture much like one on another side', many: 'pictures much like one on another side' },
    act: 'Look at them: of one piece they belong on one side.',
  },
  duplicate: {
    ...{ one: 'picture that is there more than once', many: 'pictures that are there more than once' },
    act: 'They weigh double in training. Leave the copies out, or keep them knowingly.',
  },
  'near-duplicate': {
    ...{ one: 'picture much like another', many: 'pictures much like another' },
    act: 'Look at them: many alike teach little.',
  },
  'orphan-picture': {
    ...{ one: 'picture without an annotation', many: 'pictures without an annotation' },
    act: 'They count as showing nothing. Annotate them, or leave them out.',
  },
  'orphan-annotation': {
    ...{ one: 'annotation without a picture', many: 'annotations without a picture' },
    act: 'Bring the picture it belongs to.',
  },
  'count-mismatch': {
    ...{
      one: 'picture with another number of boxes than declared',
      many: 'pictures with another number of boxes than declared',
    },
    act: 'Count them on the picture.',
  },
  'empty-class': {
    ...{ one: 'class that nothing shows', many: 'classes that nothing shows' },
    act: 'A model cannot learn it. Collect pictures of it.',
  },
  imbalance: {
    ...{
      one: 'class with far fewer pictures than another',
      many: 'classes with far fewer pictures than another',
    },
    act: 'Training balances them; more pictures of the rare one help more.',
  },
  'split-sizes': {
    ...{ one: 'side that is too large or too small', many: 'sides that are too large or too small' },
    act: 'Split again.',
  },
  'split-drift': {
    ...{ one: 'side that looks different from train', many: 'sides that look different from train' },
    act: 'Split again, or find out why the light differs.',
  },
};

export const knownChecks: readonly string[] = Object.keys(words);

/** `27 pictures in both train and test`; a rule of a rule file speaks by its name. */
export function findingTitle({ check, count }: Pick<Finding, 'check' | 'count'>): string {
  const said = words[check];
  return said === undefined
    ? `${counted(count, 'offender')} of ${check}`
    : counted(count, said.one, said.many);
}

export const adviceOf = (check: string): string => words[check]?.act ?? 'The rule file says what is wanted.';

/** A check's name as a choice among others. */
export const checkName = (check: string): string => words[check]?.many ?? check;

/** Pictures of these are to stay on one side of the split. */
export const keepsTogether = (check: string): boolean => check.endsWith('-across-split');

/** Whether leaving its files out mends it: only where it names some. */
export const namesFiles = ({ examples }: Finding): boolean => examples.some(({ files }) => files.length > 0);
