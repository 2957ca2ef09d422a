import { Table } from '@mantine/core';
import type { Estimate } from '../../../ml/sample/estimate.ts';
import type { SampleReason } from '../../../ml/sample/policy.ts';
import type { Estimated } from './use-estimate.ts';
import { estimatedReasons } from './policy-words.ts';

const number = (n: number) => n.toLocaleString('en');

/** What the policy in force and the edited one would have made of last week, side by side. @param edited the second estimate is another policy's */
export function EstimateTable({ of, edited }: { of: Estimated; edited: boolean }) {
  const [now, then] = of.estimates ?? [];
  if (of.failed)
    return <p role="status">The list of inspections cannot be read now, so nothing is estimated</p>;
  if (!now || !then) return <p role="status">Counting last week…</p>;
  if (now.inspections === 0)
    return (
      <p role="status">Nothing was inspected in the last seven days, so there is nothing to estimate from</p>
    );
  const reasons = Object.keys(estimatedReasons) as SampleReason[];
  const rows: readonly (readonly [string, (estimate: Estimate) => number])[] = [
    ...reasons.map(
      (reason) => [estimatedReasons[reason] ?? '', (each: Estimate) => each.reasons[reason]] as const,
    ),
  ];
  return (
    <div className="samples-estimate" aria-busy={!of.current}>
      <p role="status">
        Of <b>{number(now.inspections)}</b> inspections in the last seven days <b>{number(then.samples)}</b>{' '}
        would have been samples
        {edited ? (
          <>
            ; with the policy in force: <b>{number(now.samples)}</b>
          </>
        ) : (
          ''
        )}
        .
      </p>
      <Table aria-label="Samples of the last seven days, by their first reason">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Estimate</Table.Th>
            <Table.Th>In force</Table.Th>
            {edited && <Table.Th>Edited</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, count]) => (
            <Row key={name} name={name} counts={edited ? [count(now), count(then)] : [count(now)]} />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Row name="Samples" counts={edited ? [now.samples, then.samples] : [now.samples]} />
          <Row
            name="Left out: the same piece again"
            counts={edited ? [now.thinned, then.thinned] : [now.thinned]}
          />
        </Table.Tfoot>
      </Table>
    </div>
  );
}

const Row = ({ name, counts }: { name: string; counts: readonly number[] }) => (
  <Table.Tr>
    <Table.Th scope="row">{name}</Table.Th>
    {counts.map((count, i) => (
      // oxlint-disable-next-line react/no-array-index-key -- the columns never change their order
      <Table.Td key={i}>{number(count)}</Table.Td>
    ))}
  </Table.Tr>
);
