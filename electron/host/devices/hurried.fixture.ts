import { systemClock } from '../platform-node.ts';
import type { Clock } from '../platform.ts';

const times = 20;
/** Longer waits are for what should not happen. */
const hurriedMs = 10_000;

/** The real clock, on which the waits between restarts are over twenty times as fast. */
export const hurried: Clock = {
  ...systemClock,
  setTimeout: (run, ms) => systemClock.setTimeout(run, ms <= hurriedMs ? ms / times : ms),
};
