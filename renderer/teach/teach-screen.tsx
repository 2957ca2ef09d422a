import { SegmentedControl, Title } from '@mantine/core';
import { lazy, Suspense, useEffect, type ComponentType } from 'react';
import { z } from 'zod';
import { useStation } from '../app/station.tsx';
import { fault } from '../words/fault.ts';
import { inOneLine } from '../words/words.ts';
import { useKept } from './kept.ts';
import { QuickTeach } from './quick/quick-teach.tsx';
import './teach.css';

/** Loaded when it is opened: charts and recipes are a large part that no other screen needs. */
const FullTeach = lazy(async () => ({ default: (await import('./full/full-teach.tsx')).FullTeach }));

const waySchema = z.enum(['quick', 'full']);
type Way = z.infer<typeof waySchema>;

/** The ways from pictures to a package, the shorter one first. */
const ways: readonly { readonly value: Way; readonly label: string; readonly View: ComponentType }[] = [
  { value: 'quick', label: 'Quick', View: QuickTeach },
  { value: 'full', label: 'Full', View: FullTeach },
];

interface Props {
  /** From the address; anything else is the way that was shown last. */
  readonly way: string | null;
  readonly onWay: (way: string) => void;
}

/** From pictures to a package with honest figures, on the station itself. */
export function TeachScreen({ way, onWay }: Props) {
  const { me } = useStation();
  const [last, keep] = useKept<Way>('loupe.teach.way', waySchema, 'quick');
  const chosen = ways.find(({ value }) => value === way) ?? ways.find(({ value }) => value === last)!;
  useEffect(() => keep(() => chosen.value), [keep, chosen.value]);
  if (me === null || me.role === 'technician')
    return (
      <main className="teach teach-closed">{me && inOneLine(fault('not-allowed', { needs: 'qa' }))}</main>
    );
  return (
    <main className="teach">
      <header className="teach-head">
        <Title order={1}>Teach</Title>
        <SegmentedControl
          aria-label="Way of teaching"
          data={ways.map(({ value, label }) => ({ value, label }))}
          value={chosen.value}
          onChange={onWay}
        />
      </header>
      <Suspense fallback={<p>Opening…</p>}>
        <chosen.View />
      </Suspense>
    </main>
  );
}
