import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';

export interface Server {
  /** Resolves when its process has ended, with the last lines it said. */
  readonly ended: Promise<string>;
  /** Ends it and all its workers; resolves when it is gone. */
  end(): Promise<void>;
}

/** How long its workers may finish what they do. */
const patienceMs = 10_000;

/**
 * Starts a server in a process group of its own, so that its workers end with it, and Ctrl-C reaches it through us alone.
 * @param log the file that takes what it says
 */
export function startServer(
  program: string,
  args: readonly string[],
  options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly folder: string;
    readonly log: string;
  },
): Server {
  const log = openSync(options.log, 'w', 0o600);
  const windows = process.platform === 'win32';
  const child = spawn(program, args, {
    env: options.environment,
    cwd: options.folder,
    stdio: ['ignore', log, log],
    detached: !windows,
    windowsHide: true,
  });
  closeSync(log);
  const tell = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      if (windows) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
      else process.kill(-child.pid, signal);
    } catch {
      // gone already
    }
  };
  // A second Ctrl-C leaves at once; nothing is left behind then either.
  const atOnce = () => tell('SIGKILL');
  process.once('exit', atOnce);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(lastLines(options.log)));
  });
  void ended.then(() => {
    process.off('exit', atOnce);
    tell('SIGKILL');
  });
  return {
    ended,
    async end() {
      tell('SIGTERM');
      const timer = setTimeout(() => tell('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What it died of: the last line that names an error, else the last of all. */
function lastLines(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split(/\r?\n/);
  return (
    (lines.findLast((line) => /(error|exception)\b.*:/i.test(line)) ?? lines.at(-1) ?? '').slice(0, 500) ||
    'it said nothing'
  );
}

/** Whether a server answers `GET /health` with 200 now. */
export function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    // It is our own child on this machine and nothing secret is sent: its certificate is for its visitors' names, not for this address.
    const get = url.startsWith('https:') ? getSecure : getPlain;
    const request = get(`${url}/health`, { timeout: 5000, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
