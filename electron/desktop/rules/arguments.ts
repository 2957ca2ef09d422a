import { resolve } from 'node:path';

export interface DesktopArguments {
  /** The station's folder; null: where this system keeps a program's data. */
  readonly data: string | null;
  /** The whole screen, and no way out but the system's own. */
  readonly kiosk: boolean;
}

/** What the window was started with. Chromium's own switches stand among them, and are passed over. */
export function readArguments(args: readonly string[]): DesktopArguments {
  const at = args.findLastIndex((word) => word === '--data' || word.startsWith('--data='));
  const word = args[at] ?? '';
  const folder = word === '--data' ? args[at + 1] : word.slice('--data='.length);
  return {
    data: folder === undefined || folder === '' || folder.startsWith('-') ? null : resolve(folder),
    kiosk: args.includes('--kiosk'),
  };
}
