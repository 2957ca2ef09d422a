import type { Host } from '../host/host.ts';
import type { Sender, SendingStatus } from '../host/registry/sending/sender.ts';
import type { FollowProblem } from '../host/registry/following/followed.ts';
import { dataFolder, parseArguments } from './arguments.ts';
import { UsageError, type ExitCode, type Io } from './io.ts';
import { openStation } from './station.ts';

/** `loupe sync`: what a station that serves does all the time, once: what others wrote and what is promoted comes, what the registry lacks is sent. */
export async function syncCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, {});
  if (positionals.length > 0) throw new UsageError(`sync takes no ${positionals[0]}`);
  const { host } = await openStation(dataFolder(values.data, io.environment), null, io.places);
  try {
    // Whether this station can judge now does not matter here.
    await host.ready.catch(() => undefined);
    const sender = await host.registry.sending.settled();
    if (sender === null)
      throw new UsageError(
        'this station works alone: name its registry with loupe registry login URL, or a folder on the Station screen',
      );
    const judged = await judging(host);
    // What others ask for is known before the sending begins.
    await (await host.registry.following.settled())?.now();
    // What cannot be done now is in the report, and no reason not to send.
    await host.registry.delivery.now().catch(() => undefined);
    const { waiting, parked, paused, away } = await sendOnce(sender, io);
    const why = paused ?? away;
    // Others look for what its report says is there.
    await host.registry.delivery.tell().catch(() => undefined);
    const { problem } = await host.registry.delivery.report();
    const judges = await judging(host);
    const others = host.registry.followed.stations().map(({ station, head, trusted, problem }) => ({
      ...{ station, lines: head.seq, trusted, problem: problem?.code ?? null },
    }));
    io.stdout(
      values.json
        ? JSON.stringify({ waiting, parked, why, judges, problem, others })
        : waiting === 0 && parked === 0
          ? 'The registry has everything of this station.'
          : `${waiting} wait${why === null ? '' : ` (${why})`}, ${parked} are put aside; nothing is lost, they are sent when the station runs.`,
    );
    if (!values.json && judges !== judged) io.stdout(`${judges} judges now, as it is promoted.`);
    if (!values.json && problem !== null) io.stderr(problem);
    if (!values.json && others.length > 0)
      io.stdout(
        others
          .map(
            ({ station, lines, problem }) =>
              `${station}: ${lines} lines here${problem === null ? '' : `; ${problems[problem]}`}`,
          )
          .join('\n'),
      );
    return waiting === 0 && parked === 0 ? 0 : 1;
  } finally {
    await host.close();
  }
}

async function judging({ registry: { delivery } }: Host): Promise<string | null> {
  const { running } = await delivery.steering();
  return running && `${running.name} ${running.version}`;
}

const problems: Readonly<Record<FollowProblem['code'], string>> = {
  'not-trusted': 'nothing is fetched before an admin trusts it on Fleet',
  'key-changed': 'it signs with another key than was trusted, so nothing is fetched',
  'no-report': 'it has not said yet who it is: it does when it runs',
  refused: 'what came next does not hold, and was put aside',
  missing: 'a part of its record is not in the registry, and what comes after waits for it',
  parted: 'two records go on from the same line, and neither is taken',
  stopped: 'the registry does not give it out now, or this disk is almost full',
};

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
