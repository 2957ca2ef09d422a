import { useLayoutEffect, useState } from 'react';
import type { Store } from '../projection/store.ts';
import type { Sample } from '../projection/sample.ts';
import { readLabelled } from './labelled.ts';
import { idOf, passes, queueOf, type Order, type QueueFilter } from './queue.ts';
import { isOthers } from './rules.ts';
import type { Session } from './session.ts';
import type { Waiting } from './use-queue.ts';
import type { Work } from './work.ts';

interface Reading {
  readonly store: Store;
  readonly session: Session;
  readonly work: Work;
  readonly waiting: Waiting & { readonly samples: readonly Sample[] };
  readonly note: (text: string) => void;
}

/** Which pictures lie in the queue, and in which order: frozen when it is opened, and whenever order or filter are chosen. */
export function useList({ store, session, work, waiting, note }: Reading) {
  const { dispatch, me } = work;
  const [order, setOrder] = useState<Order>('oldest');
  const [filter, setFilter] = useState<QueueFilter>({});
  const [labelled, setLabelled] = useState<readonly Sample[] | null>(null);
  /** How many keys had labelled when the screen was opened: what it shows waits in spite of them. */
  const [before] = useState(() => work.session().given.length);

  const mine = (samples: readonly Sample[]) => samples.filter((sample) => !isOthers(sample, me.id));
  const arrived = mine(waiting.arrived).filter((sample) => passes(sample, filter));

  useLayoutEffect(() => {
    dispatch({ kind: 'opened', list: queueOf(mine(waiting.samples), 'oldest', {}) });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the queue freezes when it is opened
  }, []);

  const open = (nextOrder: Order, nextFilter: QueueFilter) => {
    setOrder(nextOrder);
    setFilter(nextFilter);
    const done = new Set(session.given.slice(before).flatMap(({ inspections }) => inspections));
    const show = (samples: readonly Sample[]) => {
      const left = samples.filter((sample) => !done.has(idOf(sample)));
      dispatch({ kind: 'opened', list: queueOf(left, nextOrder, nextFilter) });
    };
    if (nextOrder !== 'mislabelled') return show(mine(waiting.samples));
    if (labelled !== null) return show(labelled);
    show([]);
    note('Reading what is labelled…');
    readLabelled(store).then(
      (read) => {
        setLabelled(read);
        show(read);
      },
      () => note('The list cannot be read'),
    );
  };
  const add = () => {
    waiting.add();
    dispatch({ kind: 'added', samples: queueOf(arrived, order, filter) });
  };

  return {
    ...{ order, filter, open, add, arrived: arrived.length },
    /** What the filters choose from. */
    offered: order === 'mislabelled' && labelled !== null ? labelled : mine(waiting.samples),
  };
}
