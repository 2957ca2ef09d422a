import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { useLiveQuery } from 'dexie-react-hooks';
import { useAsked } from '../../client/use-asked.ts';
import { useNames } from '../../client/use-names.ts';
import { useScreenKeys } from '../../keys/use-keys.tsx';
import { useProjection, useReadable } from '../../projection/hooks.ts';
import { fewest, shareText } from '../share.ts';
import { controlsOf, controlText } from './controls.ts';
import './study.css';

type People = Awaited<ReturnType<Client['samples']['study']>>;
type Agreement = People[number]['all'];

/** How far people's words can be relied on, and how much slips past the model. */
export function Study({ tabs, onNextTab }: { tabs: ReactNode; onNextTab: () => void }) {
  const { value: people, failed } = useAsked('study', (from, signal) =>
    from.samples.study(undefined, { signal }),
  );
  const nameOf = useNames();
  useScreenKeys({ command: (name) => name === 'next-tab' && onNextTab() });
  return (
    <>
      <header className="review-top">
        {tabs}
        <span className="review-heading">How far people agree: their first labels</span>
      </header>
      {failed !== null ? (
        <p className="review-state">{failed}</p>
      ) : people === null ? (
        <p className="review-state">Reading what was reviewed…</p>
      ) : (
        <div className="study" tabIndex={0} role="region" aria-label="Study">
          <ControlSamples />
          {people.length === 0 ? (
            <p role="status">Nobody has labelled anything yet, so there is nothing to compare.</p>
          ) : (
            people.map((one) => <Person key={one.person} of={one} nameOf={nameOf} />)
          )}
        </div>
      )}
    </>
  );
}

/** Passes drawn by chance and looked at by people: what the model lets through. */
function ControlSamples() {
  const { store } = useProjection();
  const readable = useReadable();
  const controls = useLiveQuery(async () => (readable ? controlsOf(store) : undefined), [store, readable]);
  return (
    <section aria-label="Control samples">
      <h2>Control samples</h2>
      {controls === undefined ? <p>Reading…</p> : <p role="status">{controlText(controls)}</p>}
      <p className="small">
        Controls are drawn by chance among the passes that nothing else makes a sample, so their share of
        defects stands for all of those. How many are drawn is set in Station, Sample policy.
      </p>
    </section>
  );
}

function Person({ of, nameOf }: { of: People[number]; nameOf: (id: string) => string }) {
  const { said, blind, all, classes, others } = of;
  const person = nameOf(of.person);
  return (
    <section aria-label={person}>
      <h2>
        {person} <span className="small">said good or defect of {said.toLocaleString('en')} pictures</span>
      </h2>
      <Table className="study-table" aria-label={`Agreement of ${person}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>With</Table.Th>
            <Table.Th>Agreed</Table.Th>
            <Table.Th>Share, interval at 95 %</Table.Th>
            <Table.Th>Beyond chance</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Row name="The model, its answer not seen" of={blind} />
          {classes.map(({ class: name, agreement }) => (
            <Row key={name} name={`where it said ${name}`} of={agreement} part />
          ))}
          <Row name="The model, all pictures" of={all} />
          {others.map(({ other, agreement }) => (
            <Row key={other} name={nameOf(other)} of={agreement} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** @param part one class says too little of chance for a kappa */
function Row({
  name,
  of: { agreed, of, kappa },
  part = false,
}: {
  name: string;
  of: Agreement;
  part?: boolean;
}) {
  return (
    <Table.Tr>
      <Table.Th scope="row" className={part ? 'study-part' : undefined}>
        {name}
      </Table.Th>
      <Table.Td>
        {agreed.toLocaleString('en')} of {of.toLocaleString('en')}
      </Table.Td>
      <Table.Td>{shareText(agreed, of)}</Table.Td>
      <Table.Td>{part || kappa === null || of < fewest ? '' : `κ ${kappa.toFixed(2)}`}</Table.Td>
    </Table.Tr>
  );
}
