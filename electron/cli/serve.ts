import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LogEntry } from '../contract/server.ts';
import { checkPort, PortTaken } from '../served/listen.ts';
import { defaultPort, serveStation } from '../served/serve-station.ts';
import { dataFolder, parseArguments, wholeNumber } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openPage } from './open-page.ts';
import { readOutside } from './outside.ts';
import { thisMachine } from './setup.ts';
import { findChromium } from './setup-tests.ts';
import { judgesWith, openStation } from './station.ts';

/** `loupe serve`: the station behind a browser, until Ctrl-C. */
export async function serveCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    port: { type: 'string' },
    open: { type: 'boolean' },
    kiosk: { type: 'boolean' },
    model: { type: 'string' },
    bind: { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
  });
  if (positionals.length > 0) throw new UsageError(`serve takes no ${positionals[0]}`);
  const port = values.port === undefined ? defaultPort : wholeNumber('port', values.port, 0, 65535);
  const outside = await readOutside(values);
  const data = dataFolder(values.data, io.environment);
  const { page } = io.places;
  const starter = values.model === undefined ? io.places.starter : resolve(values.model);
  if (!existsSync(join(page, 'index.html')))
    throw new UsageError('the page is not built yet: run npm run build, or npm start');

  // Asked first, so that a second start says what matters: its page is one click away.
  await checkPort(port).catch((error: unknown) => {
    if (!(error instanceof PortTaken)) throw error;
    throw new UsageError(
      `port ${port} is taken. If Loupe runs already, open its page or stop it; else choose another with --port N ` +
        '(the page’s store and its camera permission belong to the port).',
      { cause: error },
    );
  });
  const packaged = existsSync(join(starter, 'model.json'));
  if (values.model !== undefined && !packaged) throw new UsageError(`there is no package in ${values.model}`);
  const { host, platform } = await openStation(data, packaged ? starter : null, io.places, { serves: true });
  const start = async () => {
    if (values.model !== undefined) await judgesWith(host, starter);
    if (outside !== undefined && host.apiTokens.list().length === 0)
      throw new UsageError(
        '--bind lets other machines in, and this station has no API token yet: an admin creates one on the Station screen',
      );
    const log = (entry: LogEntry) => platform.log(entry);
    return serveStation({ host, port, staticFolder: page, version: io.places.version, outside, log });
  };
  const served = await start().catch(async (error: unknown) => {
    await host.close();
    throw error;
  });
  host.devices.start();

  if (!packaged)
    io.stderr('There is no starter package (out/starter): a new station begins without a model.');
  if (values.json)
    io.stdout(
      JSON.stringify({
        event: 'serving',
        station: host.station.stationId,
        url: served.url,
        port: served.port,
        ...(served.outside !== null && { api: served.outside }),
        data,
      }),
    );
  else {
    io.stdout(`Loupe is running: ${served.url}`);
    if (served.outside !== null) io.stdout(`Other machines reach its API: ${served.outside}`);
    io.stdout(`It is the station ${host.station.stationId}. Its record is in ${data}. Ctrl-C stops it.`);
  }
  if (values.open || values.kiosk) await show(served.url, values.kiosk === true, io);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve());
  });
  io.stderr('stopping');
  await served.close();
  await host.close();
  return 0;
}

async function show(url: string, kiosk: boolean, io: Io): Promise<void> {
  const chromium = kiosk ? await findChromium(thisMachine(io)) : null;
  if (kiosk && chromium === null)
    io.stderr('There is no Chromium or Chrome for --kiosk; open the address yourself.');
  else if (!(await openPage(url, chromium?.path ?? null)))
    io.stderr('No browser could be started; open the address yourself.');
}
