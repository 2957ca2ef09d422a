import { NativeSelect, NumberInput, Table } from '@mantine/core';
import { useState } from 'react';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import { timesOf, verdictWords } from './words.ts';

type Classes = DatasetSummary['classes'];
export interface SplitWish {
  readonly valid: number;
  readonly test: number;
  readonly seed: number;
}

interface Props {
  readonly summary: DatasetSummary;
  readonly busy: boolean;
  readonly onSplit: (wish: SplitWish) => void;
  readonly onVerdict: (name: string, verdict: Classes[number]['verdict']) => void;
}

/** Which pictures train and which only ask: by class, and what each class means. */
export function SplitTab({ summary, busy, onSplit, onVerdict }: Props) {
  const { classes } = summary;
  const total = { train: 0, valid: 0, test: 0, unsplit: 0 };
  for (const each of classes)
    for (const side of ['train', 'valid', 'test', 'unsplit'] as const) total[side] += each[side];
  return (
    <div className="datasets-split">
      <SplitForm busy={busy} onSplit={onSplit} />
      <Table className="datasets-table" aria-label="Pictures by class and side">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Class</Table.Th>
            <Table.Th>Means</Table.Th>
            <Table.Th>train</Table.Th>
            <Table.Th>valid</Table.Th>
            <Table.Th>test</Table.Th>
            <Table.Th>no side</Table.Th>
            <Table.Th>All</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {classes.map((each) => (
            <Table.Tr key={each.name}>
              <Table.Th scope="row">{each.name}</Table.Th>
              <Table.Td>
                <NativeSelect
                  aria-label={`${each.name} means`}
                  disabled={busy}
                  value={each.verdict}
                  onChange={(event) =>
                    onVerdict(each.name, event.currentTarget.value as Classes[number]['verdict'])
                  }
                  data={Object.entries(verdictWords).map(([value, label]) => ({ value, label }))}
                />
              </Table.Td>
              <Counts of={each} all={timesOf(each)} />
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">All classes</Table.Th>
            <Table.Td />
            <Counts of={total} all={total.train + total.valid + total.test + total.unsplit} />
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      <p className="small">
        A class is counted as often as it occurs, so a picture with three boxes counts three times.
      </p>
    </div>
  );
}

const Counts = ({
  of,
  all,
}: {
  of: Pick<Classes[number], 'train' | 'valid' | 'test' | 'unsplit'>;
  all: number;
}) => (
  <>
    {(['train', 'valid', 'test', 'unsplit'] as const).map((side) => (
      <Table.Td key={side} className="datasets-number">
        {of[side].toLocaleString('en')}
      </Table.Td>
    ))}
    <Table.Td className="datasets-number">
      <b>{all.toLocaleString('en')}</b>
    </Table.Td>
  </>
);

/** Shares in percent; the rest is train. */
function SplitForm({ busy, onSplit }: Pick<Props, 'busy' | 'onSplit'>) {
  const [valid, setValid] = useState<number | string>(15);
  const [test, setTest] = useState<number | string>(15);
  const [seed, setSeed] = useState<number | string>(1);
  const whole = (value: number | string) => (typeof value === 'number' ? value : NaN);
  const train = 100 - whole(valid) - whole(test);
  const fits = train >= 10 && Number.isInteger(whole(seed));
  const number = {
    allowDecimal: false,
    allowNegative: false,
    clampBehavior: 'strict',
    hideControls: true,
  } as const;
  return (
    <form
      className="datasets-split-form"
      aria-label="Split"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) onSplit({ valid: whole(valid) / 100, test: whole(test) / 100, seed: whole(seed) });
      }}
    >
      <NumberInput {...number} label="valid, %" min={0} max={90} value={valid} onChange={setValid} />
      <NumberInput {...number} label="test, %" min={0} max={90} value={test} onChange={setTest} />
      <NumberInput {...number} label="Seed" min={0} max={4_294_967_295} value={seed} onChange={setSeed} />
      <button type="submit" className="key-button key-button-primary" disabled={busy || !fits}>
        Split
      </button>
      <p className="small">
        {Number.isNaN(train)
          ? 'Say all three.'
          : train < 10
            ? 'At least 10 % must be left for train.'
            : `${train} % train. Whole groups and copies stay on one side, every class is on each. The same seed gives the same sides.`}
      </p>
    </form>
  );
}
