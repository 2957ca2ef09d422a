import type { InstallOutcome, UpdateStatus } from '../../electron/contract/updates.ts';

/** How updates stand, in one sentence. */
export function updateSentence({ state, why, version = '', share = 0, lastGood }: UpdateStatus): string {
  switch (state) {
    case 'off':
      return why ?? 'Updates are off.';
    case 'idle':
      return lastGood === null ? 'Not looked for an update yet.' : 'Up to date.';
    case 'checking':
      return 'Looking for an update…';
    case 'downloading':
      return `Downloading ${version}: ${Math.floor(100 * share)} %`;
    case 'ready':
      return `${version} is ready. Installing backs up the record and restarts Loupe.`;
    case 'installing':
      return `Installing ${version}: backing up the record first. Loupe restarts in a moment.`;
    case 'installed':
      return `${version} is installed. Loupe restarts.`;
    default:
      return state satisfies never;
  }
}

const underWay: Readonly<Record<string, string>> = {
  inspection: 'a piece is being inspected',
  start: 'the station is starting',
  training: 'a training runs',
  tray: 'a tray is open; close it first',
};

/** What an install came to, where the status does not say it. */
export const outcomeSentence = ({ outcome, busy = '' }: InstallOutcome): string | null =>
  outcome === 'busy' ? `Not now: ${underWay[busy] ?? busy}. Nothing was changed.` : null;
