import { VisuallyHidden } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useStation } from '../app/station.tsx';
import { useAsked } from '../client/use-asked.ts';
import { fault } from '../words/fault.ts';
import { inOneLine } from '../words/words.ts';
import { answersOf, type AnswerKey } from './answers.ts';
import { ReviewDesk } from './desk.tsx';
import { useWaiting } from './use-queue.ts';
import './review.css';

/** Label a hundred pictures without a mouse and lose none (UI.md section 4). */
export function ReviewScreen() {
  const { me, about } = useStation();
  const keys = useAnswers();
  const waiting = useWaiting();
  if (me === null || me.role === 'technician')
    return (
      <main className="review review-state">{me && inOneLine(fault('not-allowed', { needs: 'qa' }))}</main>
    );
  return (
    <main className="review">
      <VisuallyHidden component="h1">Review</VisuallyHidden>
      {waiting.samples === null || keys === null || about === null ? (
        <p className="review-state">Reading what waits for review…</p>
      ) : (
        <ReviewDesk
          key={me.id}
          me={me}
          station={about.stationId}
          keys={keys}
          waiting={{ ...waiting, samples: waiting.samples }}
        />
      )}
    </main>
  );
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
