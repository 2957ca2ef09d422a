import { Alert, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FleetEntry, FleetStation, OrderWish } from '../../electron/contract/fleet.ts';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { orderWords } from './fleet-words.ts';

type Order = OrderWish['order'];

/** What follows from it, before it is given. */
const means: Readonly<Record<Order, string>> = {
  hold: 'It goes on with what it runs, whatever is promoted, until it is released.',
  release: 'It follows what is promoted from its next poll on.',
  pin: 'Of this model it follows no other version, until it is unpinned.',
  unpin: 'It follows what is promoted of this model again. After a roll back that is the next promotion.',
  rollback:
    'This station alone goes back, whatever tray is open, and stays pinned to that version. To take a version back everywhere, roll back on Models.',
  push: 'It looks at what is promoted, also at what it refused before.',
};

interface Props {
  readonly one: FleetStation;
  /** What changed on it: an earlier version to go back to. */
  readonly entries: readonly FleetEntry[];
}

/** What an admin wants of a station: chosen, given a reason, and signed; another station takes it at its next poll. */
export function Orders({ one, entries }: Props) {
  const { client } = useStation();
  const [order, setOrder] = useState<Order | null>(null);
  const [said, setSaid] = useState<{ readonly words: string; readonly failed: boolean } | null>(null);
  const { station, report, trust } = one;
  if (report === null) return null;
  const { running, held, pinned } = report;
  const isPinned = pinned.some(({ name }) => name === running?.name);
  const before = entries.findLast(
    ({ kind, model, version }) =>
      kind === 'activated' && model === running?.name && version !== null && version !== running?.version,
  );
  const choices: readonly Order[] = [
    held === null ? 'hold' : 'release',
    ...(running === null ? [] : ([isPinned ? 'unpin' : 'pin', 'rollback'] as const)),
    'push',
  ];
  const wordOf = (name: Order): string =>
    name === 'pin'
      ? `Pin v${running?.version}`
      : name === 'unpin'
        ? `Unpin ${running?.name}`
        : orderWords[name];
  const give = async (wish: Omit<OrderWish, 'station'>) => {
    if (client === null) return;
    setSaid(null);
    try {
      const { serial } = await client.fleet.order({ station, ...wish });
      setOrder(null);
      setSaid({
        words: serial === null ? 'Done here.' : `Ordered (serial ${serial}). It takes it at its next poll.`,
        failed: false,
      });
    } catch (error) {
      setSaid({ words: inOneLine(asFault(error)), failed: true });
    }
  };
  return (
    <section className="fleet-form" aria-label="Orders">
      <div className="fleet-buttons">
        {choices.map((name) => (
          <KeyButton
            key={name}
            look={name === order ? 'chosen' : 'plain'}
            onClick={() => {
              setSaid(null);
              setOrder(name === order ? null : name);
            }}
          >
            {wordOf(name)}
          </KeyButton>
        ))}
      </div>
      {said !== null && (said.failed ? <Alert>{said.words}</Alert> : <p role="status">{said.words}</p>)}
      {order !== null && (
        <OrderForm
          key={order}
          {...{ order, before: before?.version ?? null, here: trust === 'own' }}
          onGive={(reason, version, model) =>
            give({
              ...{ order, reason },
              ...(['pin', 'unpin', 'rollback'].includes(order) && running && { model: running.name }),
              ...(order === 'pin' && running && { version: running.version }),
              ...(order === 'rollback' && version !== null && { version }),
              ...(order === 'push' && model !== '' && { model }),
            })
          }
        />
      )}
    </section>
  );
}

interface FormProps {
  readonly order: Order;
  /** The version it ran before; null: not known. */
  readonly before: number | null;
  readonly here: boolean;
  readonly onGive: (reason: string, version: number | null, model: string) => Promise<void>;
}

function OrderForm({ order, before, here, onGive }: FormProps) {
  const [reason, setReason] = useState('');
  const [version, setVersion] = useState<number | null>(before);
  const [model, setModel] = useState('');
  const [busy, setBusy] = useState(false);
  const fits = reason.trim() !== '' && (order !== 'rollback' || version !== null);
  return (
    <form
      className="fleet-form"
      aria-label={orderWords[order]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits || busy) return;
        setBusy(true);
        void onGive(reason.trim(), version, model.trim()).finally(() => setBusy(false));
      }}
    >
      <p className="small">
        {means[order]}{' '}
        {here ? 'Here it is done at once.' : 'It takes it at its next poll, within a minute or so.'}
      </p>
      {order === 'rollback' && (
        <NumberInput
          label="To which version"
          description="One of the last three that it ran"
          value={version ?? ''}
          min={1}
          allowDecimal={false}
          onChange={(value) => setVersion(typeof value === 'number' ? value : null)}
        />
      )}
      {order === 'push' && (
        <TextInput
          label="Model to follow from now on"
          description="Only where several are promoted, or it is to judge with another: its name"
          value={model}
          onChange={(event) => setModel(event.currentTarget.value)}
        />
      )}
      <TextInput
        label="Reason, for the record"
        maxLength={480}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <button type="submit" className="key-button key-button-primary" disabled={!fits || busy}>
        {busy ? 'Being given…' : orderWords[order]}
      </button>
    </form>
  );
}
