import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this system keeps a program's data; the same for every shell, so that they find the same station. */
export function usualDataFolder(
  environment: Readonly<Record<string, string | undefined>>,
  system = process.platform,
): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir();
  if (system === 'win32') return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Loupe');
  if (system === 'darwin') return join(home, 'Library', 'Application Support', 'Loupe');
  return join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'loupe');
}
