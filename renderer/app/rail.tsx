import { NavLink } from '@mantine/core';
import type { ReactNode } from 'react';
import { rank, type Person, type Role } from '../../electron/contract/people.ts';
import { screenChord, screens, type Screen } from '../keys/keymap.ts';
import { useCounters } from '../projection/hooks.ts';
import { words } from '../words/words.ts';
import './rail.css';

const icons: Record<Screen, ReactNode> = {
  inspect: (
    <>
      <circle cx="11" cy="11" r="7" />
      <path d="M16 16l6 6" />
    </>
  ),
  history: (
    <>
      <path d="M3 6h18M3 12h18M3 18h12" />
    </>
  ),
  review: (
    <>
      <path d="M3 4h18v13H11l-5 4v-4H3z" />
      <path d="M8 10.5l3 3 5-6" />
    </>
  ),
  try: (
    <>
      <path d="M3 8V4h5M16 4h5v4M21 16v4h-5M8 20H3v-4" />
      <path d="M7 15l3-4 3 3 2-2 2 3" />
    </>
  ),
  datasets: (
    <>
      <path d="M8 8V3h13v13h-5" />
      <path d="M3 8h13v13H3z" />
      <path d="M3 18l4-4 4 4 2-2 3 3" />
    </>
  ),
  teach: (
    <>
      <path d="M2 9l10-5 10 5-10 5z" />
      <path d="M6 11.5V17c4 3 8 3 12 0v-5.5M22 9v6" />
    </>
  ),
  models: (
    <>
      <path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z" />
      <path d="M4 7.5l8 4.5 8-4.5M12 12v9" />
    </>
  ),
  fleet: (
    <>
      <path d="M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6z" />
      <path d="M12 8v4M6 16v-4h12v4" />
    </>
  ),
  station: (
    <>
      <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
      <circle cx="15" cy="7" r="2" />
      <circle cx="9" cy="17" r="2" />
    </>
  ),
};
export const screenNames: Record<Screen, string> = {
  inspect: 'Inspect',
  history: 'History',
  review: 'Review',
  try: 'Try',
  datasets: 'Datasets',
  teach: 'Teach',
  models: 'Models',
  fleet: 'Fleet',
  station: 'Station',
};

/** Whom a screen takes; it is anybody's where nothing is said. */
const needs: Partial<Record<Screen, Role>> = {
  ...{ review: 'qa', datasets: 'qa', teach: 'qa', models: 'qa', fleet: 'admin' },
};

/** Screens that a role may not open are absent. */
export function mayOpen(screen: Screen, me: Person | null): boolean {
  const needed = needs[screen];
  return needed === undefined || (me !== null && rank[me.role] >= rank[needed]);
}

interface Props {
  readonly screen: Screen;
  readonly me: Person | null;
  readonly onScreen: (screen: Screen) => void;
  readonly onRole: () => void;
}

export function Rail({ screen, me, onScreen, onRole }: Props) {
  return (
    <nav className="rail" aria-label="Screens">
      {screens.map(
        (name) =>
          mayOpen(name, me) && (
            <NavLink
              key={name}
              component="button"
              className="rail-link"
              active={name === screen}
              aria-current={name === screen ? 'page' : undefined}
              aria-keyshortcuts={screenChord(name)}
              label={screenNames[name]}
              rightSection={name === 'review' ? <Waiting /> : undefined}
              leftSection={
                <svg
                  viewBox="0 0 24 24"
                  width="24"
                  height="24"
                  fill="none"
                  stroke="currentColor"
                  strokeWidth="2"
                  aria-hidden
                >
                  {icons[name]}
                </svg>
              }
              onClick={() => onScreen(name)}
            />
          ),
      )}
      <button
        type="button"
        className="rail-role"
        onClick={onRole}
        aria-label="Change role"
        aria-keyshortcuts="Control+L"
      >
        {me === null ? (
          '…'
        ) : (
          <>
            <b>{words.roles[me.role]}</b>
            {me.name !== words.roles[me.role] && <span>{me.name}</span>}
          </>
        )}
      </button>
    </nav>
  );
}

/** How many inspections wait for review; a number, no colour. */
function Waiting() {
  const waiting = useCounters()?.open ?? 0;
  if (waiting === 0) return null;
  return <span className="rail-count">{waiting > 999 ? '999+' : waiting}</span>;
}
