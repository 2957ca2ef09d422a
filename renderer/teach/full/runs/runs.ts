import type { TrainingDetail, TrainingRun } from '../../../../electron/contract/training-runs.ts';
import { parametersOf, taskNames } from '../../../components/run/parameters.ts';
import { durationText, figureWord, stateWords } from '../words.ts';

type Value = string | number | null;

/** A column of the list of runs. */
export interface Column {
  readonly key: string;
  readonly head: string;
  /** What it is sorted by; null comes last, whichever way. */
  readonly value: (run: TrainingRun) => Value;
  /** What is shown, where that is another thing. */
  readonly text?: (run: TrainingRun) => string;
}

const figure = (key: string, head: string): Column => ({
  key,
  head,
  value: ({ figures }) => figures[key] ?? null,
});
const seconds = ({ began, ended }: TrainingRun): number | null =>
  began !== null && ended !== null ? (Date.parse(ended) - Date.parse(began)) / 1000 : null;
const rounded = (value: number | null): string => (value === null ? '' : String(Number(value.toFixed(4))));

export const columns: readonly Column[] = [
  { key: 'queued', head: 'Asked for', value: ({ queued }) => queued, text: ({ queued }) => timeText(queued) },
  { key: 'name', head: 'Name', value: ({ name }) => name },
  { key: 'state', head: 'State', value: ({ state }) => stateWords[state] },
  { key: 'task', head: 'Task', value: ({ task }) => taskNames[task] },
  { key: 'dataset', head: 'Dataset', value: ({ dataset }) => dataset.name },
  { key: 'recipe', head: 'Recipe', value: ({ recipe }) => recipe },
  { key: 'seed', head: 'Seed', value: ({ seed }) => seed },
  { key: 'loss', head: 'Loss', value: ({ loss }) => loss, text: ({ loss }) => rounded(loss) },
  {
    key: 'accuracy',
    head: 'Accuracy',
    value: ({ figures }) => figures['accuracy'] ?? null,
    text: ({ figures }) => rounded(figures['accuracy'] ?? null),
  },
  {
    key: 'auroc',
    head: 'AUROC',
    value: ({ figures }) => figures['auroc'] ?? null,
    text: ({ figures }) => rounded(figures['auroc'] ?? null),
  },
  figure('escapes', 'Escapes'),
  figure('falseRejects', 'False rejects'),
  {
    key: 'took',
    head: 'Took',
    value: seconds,
    text: (run) => {
      const took = seconds(run);
      return took === null ? '' : durationText(took);
    },
  },
  { key: 'by', head: 'By', value: ({ by }) => by },
];

const timeText = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', {
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

export const cellText = (column: Column, run: TrainingRun): string =>
  column.text?.(run) ?? String(column.value(run) ?? '');

export interface Order {
  readonly key: string;
  readonly down: boolean;
}

/** Runs by one column; runs alike in it keep their order, and those without a value come last. */
export function sortRuns(runs: readonly TrainingRun[], { key, down }: Order): readonly TrainingRun[] {
  const column = columns.find((each) => each.key === key) ?? columns[0]!;
  return runs.toSorted((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order =
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
    return down ? -order : order;
  });
}

/** One line of a comparison. */
export interface Row {
  readonly name: string;
  /** By run, in their order; empty where a run has no such thing. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

/** Everything that decided the runs, side by side: what differs first, then what is alike. */
export function compareParameters(details: readonly TrainingDetail[]): readonly Row[] {
  return rowsOf(details.map(parametersOf)).toSorted((a, b) => Number(b.differs) - Number(a.differs));
}

/** What came out of them, side by side. */
export const compareFigures = (details: readonly TrainingDetail[]): readonly Row[] =>
  rowsOf(
    details.map(
      ({ run: { figures } }) =>
        new Map(
          Object.entries(figures).map(([name, value]) => [
            figureWord(name),
            String(Number(value.toPrecision(6))),
          ]),
        ),
    ),
  );

function rowsOf(lists: readonly ReadonlyMap<string, string>[]): Row[] {
  const names = [...new Set(lists.flatMap((list) => [...list.keys()]))];
  return names.map((name) => {
    const values = lists.map((list) => list.get(name) ?? '');
    return { name, values, differs: new Set(values).size > 1 };
  });
}
