import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Settings, SettingsChange } from '../../electron/contract/settings.ts';
import { useStation } from '../app/station.tsx';

/** Settings changed on the Station screen and not applied yet. They outlive a look at another screen and a change of role. */
interface Draft {
  /** The settings as they would be. */
  readonly shown: Settings;
  /** What differs from the station's own settings. */
  readonly changes: readonly (keyof Settings)[];
  readonly change: (part: SettingsChange) => void;
  /** @param keys those alone; default: all */
  readonly discard: (keys?: readonly (keyof Settings)[]) => void;
  /** Only an admin changes the station. */
  readonly readOnly: boolean;
  /** Whether this person changes that setting: what becomes a sample is for QA leads, too. */
  readonly may: (key: keyof Settings) => boolean;
}

const DraftContext = createContext<Draft | null>(null);

export function useDraft(): Draft {
  const draft = useContext(DraftContext);
  if (draft === null) throw new Error('there is no <DraftProvider> above this section');
  return draft;
}

export function DraftProvider({ children }: { children: ReactNode }) {
  const { settings, me } = useStation();
  const [draft, setDraft] = useState<SettingsChange>({});
  const role = me?.role;
  const readOnly = role !== 'admin';
  const value = useMemo((): Draft => {
    const changes = (Object.keys(draft) as (keyof Settings)[]).filter(
      (key) => draft[key] !== undefined && JSON.stringify(draft[key]) !== JSON.stringify(settings[key]),
    );
    const kept = Object.fromEntries(changes.map((key) => [key, draft[key]]));
    return {
      shown: { ...settings, ...(kept as Partial<Settings>) },
      changes,
      change: (part) => setDraft((before) => ({ ...before, ...part })),
      discard: (keys) =>
        setDraft((before) =>
          keys
            ? Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key as never)))
            : {},
        ),
      readOnly,
      may: (key) => !readOnly || (key === 'samplePolicy' && role === 'qa'),
    };
  }, [draft, settings, readOnly, role]);
  return <DraftContext value={value}>{children}</DraftContext>;
}
