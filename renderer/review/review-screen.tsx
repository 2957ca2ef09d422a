import { VisuallyHidden } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { Person } from '../../electron/contract/people.ts';
import { usePlace } from '../app/address.ts';
import { useStation } from '../app/station.tsx';
import { useAsked } from '../client/use-asked.ts';
import { useFreezing } from '../datasets/reviewed/freezing-context.tsx';
import type { Wish } from '../datasets/reviewed/wish.ts';
import { fault } from '../words/fault.ts';
import { inOneLine } from '../words/words.ts';
import { answersOf, type AnswerKey } from './answers.ts';
import { ReviewDesk } from './desk.tsx';
import { Mistakes } from './mistakes/mistakes.tsx';
import { Study } from './study/study.tsx';
import { nextTab, ReviewTabs, type Tab } from './tabs.tsx';
import { useWaiting } from './use-queue.ts';
import './review.css';

/** Label a hundred pictures without a mouse and lose none (UI.md section 4). */
export function ReviewScreen() {
  const { me } = useStation();
  if (me === null || me.role === 'technician')
    return (
      <main className="review review-state">{me && inOneLine(fault('not-allowed', { needs: 'qa' }))}</main>
    );
  return (
    <main className="review">
      <VisuallyHidden component="h1">Review</VisuallyHidden>
      <Opened key={me.id} me={me} />
    </main>
  );
}

/** What waits for this person, as it was when they came, and what came of what was reviewed. */
function Opened({ me }: { me: Person }) {
  const { about } = useStation();
  const keys = useAnswers();
  const waiting = useWaiting();
  const rules = useRules();
  const { ask } = useFreezing();
  const [, go] = usePlace();
  const [tab, setTab] = useState<Tab>('Queue');
  const tabs = <ReviewTabs tab={tab} onTab={setTab} />;
  const onNextTab = () => setTab(nextTab);
  const freeze = (wish: Wish) => {
    ask(wish);
    go({ screen: 'datasets', id: null });
  };
  const { samples } = waiting;
  return (
    <>
      {samples === null || keys === null || about === null || !rules ? (
        <p className="review-state">Reading what waits for review…</p>
      ) : (
        <div className="review-tab" hidden={tab !== 'Queue'}>
          <ReviewDesk
            me={me}
            station={about.stationId}
            keys={keys}
            waiting={{ ...waiting, samples }}
            away={tab !== 'Queue'}
            tabs={tabs}
            onNextTab={onNextTab}
            onFreeze={() => freeze({ kind: 'new' })}
          />
        </div>
      )}
      {tab === 'Mistakes' && (
        <Mistakes
          tabs={tabs}
          onNextTab={onNextTab}
          onTrain={(inspections, what) => freeze({ kind: 'these', inspections, what })}
        />
      )}
      {tab === 'Study' && <Study tabs={tabs} onNextTab={onNextTab} />}
    </>
  );
}

/** Somebody may have changed elsewhere who labels what, and whether blind. @returns whether that is known */
function useRules(): boolean {
  const { client, setSettings } = useStation();
  const [read, setRead] = useState(false);
  useEffect(() => {
    client?.station
      .settings()
      .then(setSettings, () => undefined)
      .finally(() => setRead(true));
  }, [client, setSettings]);
  return read;
}

/** The answers as they were when the screen was opened: a digit never changes its meaning under a hand. */
function useAnswers(): readonly AnswerKey[] | null {
  const { value, failed } = useAsked('classes', (client, signal) =>
    client.models.list(undefined, { signal }),
  );
  const [frozen, setFrozen] = useState<readonly AnswerKey[] | null>(null);
  const now = useMemo(
    () =>
      value === null && failed === null
        ? null
        : answersOf((value ?? []).filter(({ active }) => active).map(({ manifest }) => manifest)),
    [value, failed],
  );
  if (frozen === null && now !== null) setFrozen(now);
  return frozen ?? now;
}
