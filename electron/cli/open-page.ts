import { spawn } from 'node:child_process';

/** Shows the page in the person's browser, or full screen without anything around it. @returns false when no browser could be started */
export function openPage(url: string, kiosk: string | null, system = process.platform): Promise<boolean> {
  const [program, ...args] =
    kiosk !== null
      ? [
          kiosk,
          '--kiosk',
          `--app=${url}`,
          '--no-first-run',
          '--noerrdialogs',
          '--disable-session-crashed-bubble',
        ]
      : opener(url, system);
  return new Promise((resolve) => {
    const browser = spawn(program, args, { detached: true, stdio: 'ignore' });
    browser.on('error', () => resolve(false));
    browser.on('spawn', () => {
      browser.unref();
      resolve(true);
    });
  });
}

/** What opens an address on this system. */
export function opener(url: string, system: NodeJS.Platform): [string, ...string[]] {
  if (system === 'darwin') return ['open', url];
  // `start` is a word of cmd, to which & means something; rundll32 takes the address as it is.
  if (system === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
