import {
  createContext,
  useContext,
  useState,
  type Dispatch,
  type ReactNode,
  type SetStateAction,
} from 'react';
import type { ForeignRef } from '../../electron/contract/adopting.ts';
import type { Answers } from './answers.ts';
import type { LimitsDraft } from './thresholds/limits-draft.ts';
import type { ModelFile } from './use-draft.ts';

/** A file on its way to a package, and what was answered so far. */
export interface Brought {
  readonly file: ModelFile;
  readonly answers: Answers;
  /** Where in the registry it lies; absent for a file of somebody's. */
  readonly from?: ForeignRef;
}

export const views = ['card', 'curves', 'mistakes', 'thresholds', 'compare', 'promote'] as const;
export type View = (typeof views)[number];

/** What is begun on Models: it waits while another screen is open, or somebody else is at the station. */
export interface Begun {
  readonly brought: Brought | null;
  /** Moved limits that are no version yet, by the package's SHA-256. */
  readonly limits: Readonly<Record<string, LimitsDraft>>;
  /** SHA-256 of the package that is looked at. */
  readonly chosen: string | null;
  readonly view: View;
}

const BegunContext = createContext<readonly [Begun, Dispatch<SetStateAction<Begun>>] | null>(null);

/** Keeps what is begun on Models for as long as the window is open. */
export function ModelsKeep({ children }: { children: ReactNode }) {
  const begun = useState<Begun>({ brought: null, limits: {}, chosen: null, view: 'card' });
  return <BegunContext value={begun}>{children}</BegunContext>;
}

export function useBegun(): readonly [Begun, Dispatch<SetStateAction<Begun>>] {
  const begun = useContext(BegunContext);
  if (begun === null) throw new Error('there is no <ModelsKeep> above this component');
  return begun;
}
