import { expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import type { SendingStatus } from './sender.ts';
import { registryStatus, watchReturn } from './status.ts';

const mlflow = { kind: 'mlflow', own: false } as const;
const quiet = { waiting: 0, parked: 0, since: null, paused: null, away: null };

test('with nothing to send, it is the look for promotions that tells whether the registry answers', () => {
  const away = new LoupeError('registry-unreachable', { cause: 'no connection' });
  const refused = new LoupeError('registry-refused', { cause: 'it wants another login (401)', why: 'login' });
  const status = (error: LoupeError, reachedAt: number | null = null, sent: SendingStatus = quiet) =>
    registryStatus(mlflow, { status: () => sent, reachedAt: () => reachedAt }, { error, at: 7 });
  expect(registryStatus(mlflow, null, null)).toEqual({ kind: 'mlflow', ...quiet });
  expect(status(away, 6)).toEqual({ kind: 'mlflow', ...quiet, away: 'no connection' });
  expect(status(refused)).toEqual({ kind: 'mlflow', ...quiet, paused: 'it wants another login (401)' });
  // Since then something went through.
  for (const error of [away, refused]) expect(status(error, 8)).toEqual({ kind: 'mlflow', ...quiet });
  expect(status(away, null, { ...quiet, waiting: 3, since: 0, away: 'cut' })).toEqual({
    ...{ kind: 'mlflow', ...quiet, waiting: 3, since: '1970-01-01T00:00:00.000Z', away: 'cut' },
  });
});

test('that something goes through again is told once for each time in which nothing did', () => {
  const states: (readonly [Partial<SendingStatus>, number])[] = [
    ...([
      [{}, 0] as const,
      [{ away: 'cut' }, 0],
      [{ away: 'cut' }, 0],
      [{}, 1],
      [{ waiting: 3 }, 1],
    ] as const),
    ...([[{ paused: 'it wants another login (401)' }, 1] as const, [{ away: 'cut' }, 1], [{}, 2]] as const),
  ];
  let now: Partial<SendingStatus> = {};
  let changed = () => undefined as void;
  let told = 0;
  const sending = {
    status: () => ({ ...quiet, ...now }),
    watch: (listener: () => void) => ((changed = listener), () => undefined),
  };
  watchReturn(sending, () => void told++);
  for (const [state, count] of states) {
    now = state;
    changed();
    expect(told).toBe(count);
  }
});
