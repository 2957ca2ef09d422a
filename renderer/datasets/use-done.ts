import { useEffect, useEffectEvent, useState } from 'react';
import { useBring } from './bring/bring-context.tsx';
import type { PassedOver } from './bring/brought-folder.ts';

export interface Outcome {
  readonly name: string;
  /** What did not become part of it, file by file. */
  readonly passedOver: readonly PassedOver[];
}

/** When a folder has arrived, its dataset is shown, with what was passed over. */
export function useDone(show: (name: string) => void) {
  const { brought, leave } = useBring();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const done = brought?.progress?.at === 'done' ? brought.progress : null;
  const arrived = useEffectEvent((name: string, passedOver: readonly PassedOver[]) => {
    setOutcome({ name, passedOver });
    show(name);
    leave();
  });
  useEffect(() => {
    if (done !== null) arrived(done.summary.name, done.passedOver);
  }, [done]);
  return { outcome, forget: () => setOutcome(null) };
}
