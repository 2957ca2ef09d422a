import { LoupeError } from '../../../contract/errors.ts';
import type { FakeClock } from '../../platform-memory.fixture.ts';
import type { Line } from './memory-runs.fixture.ts';

/** A registry behind a bad line: a tenth of all answers is lost, as much fails before it arrives, and now and then it says when to come back. */
export function badLine(chance: () => number, clock: FakeClock, outage: { until: number }): Line {
  const away = (cause: string, retryAfterMs?: number) =>
    new LoupeError('registry-unreachable', { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  return async (_, __, act) => {
    await Promise.resolve();
    if (clock.monotonic() < outage.until) {
      if (chance() < 0.1) throw new LoupeError('registry-refused', { cause: 'a captive portal' });
      throw away('no route');
    }
    const dice = chance();
    if (dice < 0.05) throw away('429', 1000 * Math.floor(chance() * 60));
    if (dice < 0.15) throw away('503');
    const done = act();
    if (dice < 0.25) throw away('the answer was lost');
    return done;
  };
}
