import type { Sender, SendingStatus } from '../host/registry/sending/sender.ts';
import { dataFolder, parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openStation } from './station.ts';

/** `loupe sync`: what other stations wrote is fetched, and what the registry does not have yet is sent, once. */
export async function syncCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  if (positionals.length > 0) throw new UsageError(`sync takes no ${positionals[0]}`);
  const { host } = await openStation(dataFolder(values.data, io.environment), null, io.places);
  try {
    // Whether this station can judge now does not matter here.
    await host.ready.catch(() => undefined);
    const sender = await host.sending.settled();
    if (sender === null)
      throw new UsageError(
        'this station works alone: name its registry with loupe registry login URL, or a folder on the Station screen',
      );
    // What others ask for is known before the sending begins.
    await (await host.following.settled())?.now();
    const { waiting, parked, paused, away } = await sendOnce(sender, io);
    const why = paused ?? away;
    const others = host.followed.stations().map(({ station, head, trusted, problem }) => ({
      ...{ station, lines: head.seq, trusted, problem: problem?.code ?? null },
    }));
    io.stdout(
      values.json
        ? JSON.stringify({ waiting, parked, why, others })
        : waiting === 0 && parked === 0
          ? 'The registry has everything of this station.'
          : `${waiting} wait${why === null ? '' : ` (${why})`}, ${parked} are put aside; nothing is lost, they are sent when the station runs.`,
    );
    if (!values.json && others.length > 0)
      io.stdout(
        others
          .map(
            ({ station, lines, problem }) =>
              `${station}: ${lines} lines here${problem === null ? '' : `, ${problem}`}`,
          )
          .join('\n'),
      );
    return waiting === 0 && parked === 0 ? 0 : 1;
  } finally {
    await host.close();
  }
}

/** Until nothing waits any more, or nothing goes through. @throws UsageError when it is stopped */
async function sendOnce(sender: Sender, { signal, stderr }: Io): Promise<SendingStatus> {
  await sender.now();
  let told = sender.status().waiting;
  if (told > 0) stderr(`${told} to send`);
  return new Promise((resolve, reject) => {
    const look = () => {
      const status = sender.status();
      if (signal.aborted) reject(new UsageError('stopped before the end'));
      else if (status.waiting === 0 || status.paused !== null || status.away !== null) resolve(status);
      else if (status.waiting <= told - 20) stderr(`${(told = status.waiting)} to send`);
    };
    sender.watch(look);
    signal.addEventListener('abort', look);
    look();
  });
}
