import { Table } from '@mantine/core';
import { KeyButton } from '../../components/key-button.tsx';

export interface Row {
  readonly id: string;
  /** What it is called. */
  readonly name: string;
  /** What stands beside its name. */
  readonly cells: readonly string[];
}

interface Props {
  /** Heads: of the name, then of the cells. */
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
  /** How a row is taken out of the list. */
  readonly removal?: {
    readonly word: string;
    readonly run: (id: string) => void;
    /** Id of a row that stays. */
    readonly stays?: string;
  };
}

/** A list of the station, a row each, and the way out of it. */
export const ListTable = ({ heads, rows, removal }: Props) => (
  <Table>
    <Table.Thead>
      <Table.Tr>
        {[...heads, ...(removal ? ['Change'] : [])].map((head) => (
          <Table.Th key={head}>{head}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map((row) => (
        <Table.Tr key={row.id}>
          {[row.name, ...row.cells].map((cell, i) => (
            <Table.Td key={heads[i]} className="station-fact">
              {cell}
            </Table.Td>
          ))}
          {removal && (
            <Table.Td>
              {row.id !== removal.stays && (
                <KeyButton
                  look="outlined"
                  label={`${removal.word} ${row.name}`}
                  onClick={() => removal.run(row.id)}
                >
                  {removal.word}
                </KeyButton>
              )}
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

/** The day of a moment, as the station's clock has it. */
export const dayOf = (iso: string): string => new Date(iso).toLocaleDateString('en-GB');
