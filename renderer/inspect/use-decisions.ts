import { useState } from 'react';
import type { Disposition } from '../../electron/contract/events.ts';
import { useStation } from '../app/station.tsx';
import { asFault, inOneLine, numberOf, words } from '../words/words.ts';

interface Decision {
  readonly inspection: string;
  readonly before: Disposition | null;
}

/** Dispositions as they are set here, ahead of the projection, and the way back. */
export function useDecisions(say: (text: string) => void) {
  const { client } = useStation();
  const [own, setOwn] = useState<ReadonlyMap<string, Disposition | null>>(new Map());
  const [last, setLast] = useState<Decision | null>(null);

  const write = async (inspection: string, disposition: Disposition | null): Promise<boolean> => {
    if (client === null) return false;
    try {
      await client.inspection.dispose({ id: inspection, disposition });
      setOwn((before) => new Map(before).set(inspection, disposition));
      return true;
    } catch (error) {
      say(inOneLine(asFault(error)));
      return false;
    }
  };
  return {
    of: (inspection: string, stored: Disposition | null) =>
      own.has(inspection) ? (own.get(inspection) ?? null) : stored,
    async decide(inspection: string, disposition: Disposition, before: Disposition | null) {
      if (!(await write(inspection, disposition))) return;
      setLast({ inspection, before });
      say(`${numberOf(inspection)}: ${words.dispositions[disposition]}. Ctrl+Z takes it back`);
    },
    async takeBack() {
      if (last === null) return say('Nothing to take back');
      if (!(await write(last.inspection, last.before))) return;
      setLast(null);
      say(`${numberOf(last.inspection)}: decision taken back`);
    },
  };
}
