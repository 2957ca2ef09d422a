import type { Examined, Wishes } from '../../electron/contract/model-draft.ts';
import type { Manifest } from '../../ml/package/manifest.ts';

/** What stands in the form, as it was typed; empty: as the file says. */
export interface Answers {
  readonly name: string;
  readonly version: string;
  /** `task family` */
  readonly reading: string;
  readonly size: string;
  readonly kernel: string;
  readonly range: string;
  readonly colour: string;
  readonly fit: string;
  /** One a line, `name` or `name:verdict`. */
  readonly classes: string;
  readonly calibration: string;
  /** `pass, defect` */
  readonly limits: string;
  readonly minScore: string;
}
export type Field = keyof Answers;

/** The field that answers what the station asks, where their names differ. */
export const fieldOf = (asked: string): string => (asked === 'task' ? 'reading' : asked);

/** A name that packages may have, from a file's. */
export const nameFor = (file: string): string =>
  file
    .replace(/\.onnx$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '') || 'model';

export const emptyAnswers = (file: string): Answers => ({
  ...{ name: nameFor(file), version: '', reading: '', size: '', kernel: '', range: '', colour: '', fit: '' },
  ...{ classes: '', calibration: '', limits: '', minScore: '' },
});

export const linesOf = (classes: Manifest['classes']): string =>
  classes.map(({ name, verdict }) => `${name}:${verdict}`).join('\n');

/** @param version what an empty one means. @returns the answers as the station takes them, or what is wrong with a field */
export function wishesOf(
  answers: Answers,
  version: number,
): { readonly wishes: Wishes } | { readonly field: Field; readonly wrong: string } {
  const { name, reading, kernel, range, colour, fit } = answers;
  const [task, family] = reading.split(' ');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    return { field: 'name', wrong: 'Small letters, digits and hyphens, at most 63' };
  const wishes: Record<string, unknown> = {
    ...{ name, version: answers.version === '' ? version : Number(answers.version) },
    ...(task && { task, family }),
    ...(kernel && { kernel }),
    ...(range && { range }),
    ...(colour && { colour }),
    ...(fit && { fit }),
  };
  const { version: wanted } = wishes;
  if (!Number.isInteger(wanted) || Number(wanted) < 1)
    return { field: 'version', wrong: 'A whole number from 1' };
  if (answers.size !== '') {
    const [width, height, ...more] = numbers(answers.size);
    if (!(isSide(width) && isSide(height)) || more.length > 0)
      return { field: 'size', wrong: 'Width × height in pixels, as 640 × 384' };
    wishes['size'] = { width, height };
  }
  if (answers.limits !== '') {
    const [pass, defect, ...more] = numbers(answers.limits);
    if (!(isUnit(pass) && isUnit(defect) && pass <= defect) || more.length > 0)
      return { field: 'limits', wrong: 'Two scores from 0 to 1, the lower one first, as 0.3, 0.7' };
    wishes['thresholds'] = { pass, defect };
  }
  if (answers.calibration !== '') {
    const [a = NaN, b = NaN, ...more] = numbers(answers.calibration);
    if (!(a > 0 && Number.isFinite(b)) || more.length > 0)
      return { field: 'calibration', wrong: 'A above 0, and B, as 4, -2' };
    wishes['calibration'] = { a, b };
  }
  if (answers.minScore !== '') {
    const minScore = Number(answers.minScore);
    if (!isUnit(minScore)) return { field: 'minScore', wrong: 'A score from 0 to 1' };
    wishes['minScore'] = minScore;
  }
  const lines = answers.classes.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 0) {
    const classes = lines.map((line) => {
      const [, called = line, verdict] = /^(.*):\s*(pass|defect|info)\s*$/.exec(line) ?? [];
      return { name: called.trim(), ...(verdict && { verdict }) };
    });
    if (classes.some((each) => each.name === '' || each.name.length > 100) || classes.length > 1000)
      return { field: 'classes', wrong: 'A name of at most 100 letters on each line, 1000 lines at most' };
    wishes['classes'] = classes;
  }
  return { wishes: wishes as unknown as Wishes };
}

const numbers = (text: string): number[] =>
  text
    .split(/[,;×x\s]+/)
    .filter(Boolean)
    .map(Number);
const isSide = (value: number | undefined): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 8192;
const isUnit = (value: number | undefined): value is number =>
  value !== undefined && value >= 0 && value <= 1;

/** `classify, read as classes`: the ways to read the outputs, as choices. */
export const readingChoices = (readings: Examined['readings']) =>
  readings.map(({ task, family, why }) => ({
    value: `${task} ${family}`,
    label: `${task}, ${family}: ${why}`,
  }));
